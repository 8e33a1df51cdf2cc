-- KEYS are the counters; ARGV has the windowMs, amount and max (-1: none) of each. Returns {0, 0}, or
-- the number of the counter that would exceed its max and the ms until its window ends.
for i, key in ipairs(KEYS) do
  local window = ARGV[3 * i - 2]
  local amount = tonumber(ARGV[3 * i - 1])
  local max = tonumber(ARGV[3 * i])
  local sum = tonumber(redis.call('GET', key) or '0')
  if max >= 0 and sum + amount > max then
    local left = redis.call('PTTL', key)
    return {i, left >= 0 and left or tonumber(window)}
  end
  if amount > 0 then
    redis.call('INCRBY', key, ARGV[3 * i - 1])
    if sum == 0 then redis.call('PEXPIRE', key, window) end
  end
end
return {0, 0}
