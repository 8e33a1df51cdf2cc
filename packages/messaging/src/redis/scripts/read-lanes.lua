-- Returns the assignment's lane (0 without an assignment) and its entries there, then for each lane
-- its length, its ms per entry ('' while unknown), the same at the usual pace, and the ms for which it has stalled.
local reply = {0, 0}
if args.assignmentId then
  local lane = chooseLane(args.assignmentId)
  reply = {lane, read('held', lane, args.assignmentId)}
end
local slots = livingGraders()
-- The slots that the lane has while entries wait in the same lanes as now. Of `quick` and `crowded` either counts
-- as if it had all: the other is soon empty, or both are paced alike.
local function slotsOf(lane)
  local half = slots > 1 and math.floor(slots / 2) or 0.5
  if lane >= 3 then
    return (waiting(1) > 0 or waiting(2) > 0) and half or math.max(1, slots - 1)
  end
  return waiting(3) > 0 and slots - half or slots
end
for lane = 1, #laneNames do
  local done, busyMs, pace, usual, stalledMs = read('done', lane), read('busyMs', lane), '', '', 0
  local isKnown = done >= constants.paceFromEntries or busyMs >= constants.paceFromMs
  if slots > 0 and done > 0 and isKnown then
    local perEntryMs = busyMs / done
    pace = string.format('%.3f', perEntryMs)
    local usualMs = read('usualMs', lane)
    if usualMs > 0 then
      usual = string.format('%.3f', constants.usualStretch * usualMs / done / slotsOf(lane))
    end
    if waiting(lane) > 0 then
      stalledMs = math.max(0, nowMs() - read('lastMs', lane) - perEntryMs)
    end
  end
  table.insert(reply, redis.call('XLEN', KEYS[lane]))
  table.insert(reply, pace)
  table.insert(reply, usual)
  table.insert(reply, math.floor(stalledMs))
end
return reply
