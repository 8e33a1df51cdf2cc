allowWritesWhenFull()
noteHeartbeat()
return 1
