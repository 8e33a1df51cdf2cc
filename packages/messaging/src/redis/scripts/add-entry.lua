if redis.call('HEXISTS', records, args.submissionId) == 1 then return 0 end
local lane = args.lane and laneNumbers[args.lane] or chooseLane(args.assignmentId)
put(lane, args.submissionId, args.assignmentId, args.attempt, args.requestId)
return 1
