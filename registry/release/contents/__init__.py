"""What is counted for a whole sealed group: additive, exact, zeros included.

Each content is published once, for every member together, when its window has closed by the
calendar. Nobody leaves the denominator: the accepted who were never infused, died or were not
seen are counted by reason (design: treatment episode, contents).
"""
