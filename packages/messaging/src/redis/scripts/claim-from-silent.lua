-- Claims up to args.count entries of consumers that have been silent for args.silentMs. Two callers
-- never get the same entry. Returns the lane, id and fields of each.
createGroups()
noteHeartbeat()
local now, claimed = nowMs(), {}
local function isSilent(consumer)
  local seenMs = string.match(redis.call('HGET', graders, consumer) or '', ' (%d+)$')
  return consumer ~= args.name and (not seenMs or now - tonumber(seenMs) > args.silentMs)
end
for lane = 1, #laneNames do
  for _, holder in ipairs(redis.call('XPENDING', KEYS[lane], args.group)[4] or {}) do
    if #claimed < args.count and isSilent(holder[1]) then
      local ids = {}
      local limit = args.count - #claimed
      local held = redis.call('XPENDING', KEYS[lane], args.group, '-', '+', limit, holder[1])
      for _, pending in ipairs(held) do table.insert(ids, pending[1]) end
      local entries = redis.call('XCLAIM', KEYS[lane], args.group, args.name, 0, unpack(ids))
      for _, entry in ipairs(entries) do
        if entry then table.insert(claimed, {laneNames[lane], entry[1], entry[2]}) end
      end
    end
  end
end
return claimed
