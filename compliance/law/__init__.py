"""The law as dated data: which provisions exist and from when they bind whom."""
