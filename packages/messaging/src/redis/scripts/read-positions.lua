-- Returns for each submission its lane and its position there, or 0 and 0 when it has no entry.
local taken, positions = {}, {}
for lane = 1, #laneNames do taken[laneNames[lane]] = read('taken', lane) end
for _, submission in ipairs(args.submissionIds) do
  local record = redis.call('HGET', records, submission)
  local lane, ticket = string.match(record or '', '^(%a+)/.*/(%d+)$')
  table.insert(positions, lane and laneNumbers[lane] or 0)
  table.insert(positions, lane and math.max(0, tonumber(ticket) - taken[lane] - 1) or 0)
end
return positions
