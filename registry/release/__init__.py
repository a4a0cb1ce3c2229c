"""When what becomes public: stages, evidence without verdicts, rules, sealing, publication."""
