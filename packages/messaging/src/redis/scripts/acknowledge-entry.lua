allowWritesWhenFull()
local lane = laneNumbers[args.lane]
if redis.call('EXISTS', KEYS[lane]) == 1 then
  redis.call('XACK', KEYS[lane], args.group, args.entryId)
  redis.call('XDEL', KEYS[lane], args.entryId)
end
-- A slot for slow gradings or regrades is free.
if lane >= 3 then ring() end
-- After a loss of data the submission may have a newer entry: then nothing is counted.
if not removeRecord(lane, args.entryId, args.submissionId, args.assignmentId) then return 0 end

local usualMs = args.costMs and addCost(args.assignmentId, args.costMs) or 0
if waiting(lane) > 0 then
  local now = nowMs()
  if read('measured', lane) == 1 then
    local passedMs = math.max(0, now - read('lastMs', lane))
    local fading = math.exp(-passedMs / constants.paceMemoryMs)
    local done = read('done', lane)
    local busyMs = done > 0 and read('busyMs', lane) or 0
    local usualBefore = done > 0 and read('usualMs', lane) or 0
    write('busyMs', lane, string.format('%.3f', busyMs * fading + passedMs))
    write('usualMs', lane, string.format('%.3f', usualBefore * fading + usualMs))
    write('done', lane, string.format('%.6f', done * fading + 1))
  end
  write('lastMs', lane, now)
  write('measured', lane, 1)
end
return 1
