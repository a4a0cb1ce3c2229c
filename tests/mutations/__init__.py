"""Controls taken away one at a time, and the test that notices: `make mutations`."""
