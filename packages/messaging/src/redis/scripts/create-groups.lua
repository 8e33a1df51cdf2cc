allowWritesWhenFull()
createGroups()
return 1
