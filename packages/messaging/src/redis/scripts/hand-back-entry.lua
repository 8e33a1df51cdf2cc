local lane = laneNumbers[args.lane]
if not removeRecord(lane, args.entryId, args.submissionId, args.assignmentId) then return 0 end
redis.call('XACK', KEYS[lane], args.group, args.entryId)
redis.call('XDEL', KEYS[lane], args.entryId)
local newLane = lane == 4 and 4 or chooseLane(args.assignmentId)
put(newLane, args.submissionId, args.assignmentId, args.attempt, args.requestId)
return 1
