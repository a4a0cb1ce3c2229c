"""Where the contract lies: committed SDL and the operations that show how to ask.

In a checkout that is the folder `graphql/`; an installed package carries a copy beside itself.
"""

from pathlib import Path

_PACKAGED, _CHECKOUT = Path(__file__).with_name("contract_files"), Path(__file__).parents[1]
CONTRACT = _PACKAGED if _PACKAGED.exists() else _CHECKOUT
OPERATIONS = CONTRACT / "operations"
