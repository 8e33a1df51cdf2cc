-- KEYS are the counters; ARGV has the windowMs, amount, max (-1: none) of each, and the key of the note whose
-- value is added to its key ('': none). If a note is to be kept, its key is the last of KEYS, and its value
-- and ms are the last of ARGV. Returns {0, 0}, or the number of the counter that would exceed its max and the
-- ms until its window ends.
local charges = math.floor(#ARGV / 4)
for i = 1, charges do
  local window = ARGV[4 * i - 3]
  local amount = tonumber(ARGV[4 * i - 2])
  local max = tonumber(ARGV[4 * i - 1])
  local noteKey = ARGV[4 * i]
  local noted = noteKey == '' and '' or redis.call('GET', noteKey)
  if noted then
    local key = KEYS[i] .. noted
    local sum = tonumber(redis.call('GET', key) or '0')
    if max >= 0 and sum + amount > max then
      local left = redis.call('PTTL', key)
      return {i, left >= 0 and left or tonumber(window)}
    end
    if amount > 0 then
      redis.call('INCRBY', key, ARGV[4 * i - 2])
      if sum == 0 then redis.call('PEXPIRE', key, window) end
    end
  end
end
if #KEYS > charges then
  redis.call('SET', KEYS[#KEYS], ARGV[#ARGV - 1], 'PX', ARGV[#ARGV])
end
return {0, 0}
