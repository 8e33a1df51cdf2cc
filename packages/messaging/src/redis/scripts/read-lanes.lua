-- Returns the assignment's lane (0 without an assignment) and its entries there, then for each lane
-- its length, its ms per entry ('' while unknown) and the ms for which it has stalled.
local reply = {0, 0}
if args.assignmentId then
  local lane = chooseLane(args.assignmentId)
  reply = {lane, read('held', lane, args.assignmentId)}
end
local slots = livingGraders()
for lane = 1, #laneNames do
  local done, busyMs, pace, stalledMs = read('done', lane), read('busyMs', lane), '', 0
  local isKnown = done >= constants.paceFromEntries or busyMs >= constants.paceFromMs
  if slots > 0 and done > 0 and isKnown then
    local perEntryMs = busyMs / done
    pace = string.format('%.3f', perEntryMs)
    if waiting(lane) > 0 then
      stalledMs = math.max(0, nowMs() - read('lastMs', lane) - perEntryMs)
    end
  end
  table.insert(reply, redis.call('XLEN', KEYS[lane]))
  table.insert(reply, pace)
  table.insert(reply, math.floor(stalledMs))
end
return reply
