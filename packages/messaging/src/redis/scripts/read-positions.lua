-- Returns for each submission its position in its lane, or -1 when it has no entry.
local taken, positions = {}, {}
for lane = 1, #laneNames do taken[laneNames[lane]] = read('taken', lane) end
for index, submission in ipairs(args.submissionIds) do
  local record = redis.call('HGET', records, submission)
  local lane, ticket = string.match(record or '', '^(%a+)/.*/(%d+)$')
  positions[index] = lane and math.max(0, tonumber(ticket) - taken[lane] - 1) or -1
end
return positions
