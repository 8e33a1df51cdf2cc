-- Removes consumers without pending entries that have been idle for args.idleMs. Redis would drop
-- the pending entries of a consumer that is removed.
local removed = 0
for lane = 1, #laneNames do
  for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[lane], args.group)) do
    local consumer = {}
    for index = 1, #info, 2 do consumer[info[index]] = info[index + 1] end
    if consumer.pending == 0 and consumer.idle >= args.idleMs then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[lane], args.group, consumer.name)
      removed = removed + 1
    end
  end
end
return removed
