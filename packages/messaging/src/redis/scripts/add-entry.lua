if redis.call('HEXISTS', records, args.submissionId) == 1 then return 0 end
local lane = chooseLane(args.assignmentId)
put(lane, args.submissionId, args.assignmentId, args.attempt, args.requestId)
return 1
