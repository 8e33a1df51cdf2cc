/*
 * Steps that must be atomic. A stream entry and the record that its submission has one are kept
 * under two keys of one hash slot, are written and removed together, and so are lost together.
 */

/** KEYS stream, records; ARGV submissionId, attempt. */
export const addScript = `
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 0 end
local entryId = redis.call('XADD', KEYS[1], '*', 'submissionId', ARGV[1], 'attempt', ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], entryId)
return 1
`;

/**
 * KEYS stream, records; ARGV group, entryId, submissionId. The record goes only when it is this
 * entry's: after a loss of data the submission may have a newer one.
 */
export const acknowledgeScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
  redis.call('XDEL', KEYS[1], ARGV[2])
end
if redis.call('HGET', KEYS[2], ARGV[3]) == ARGV[2] then redis.call('HDEL', KEYS[2], ARGV[3]) end
return 1
`;

/** KEYS stream, records; ARGV group, entryId, submissionId, attempt. */
export const handBackScript = `
if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[2] then return 0 end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
local entryId = redis.call('XADD', KEYS[1], '*', 'submissionId', ARGV[3], 'attempt', ARGV[4])
redis.call('HSET', KEYS[2], ARGV[3], entryId)
return 1
`;

/**
 * KEYS stream; ARGV group, idleMs. Removes consumers that hold nothing and have not asked for
 * that long. One with pending entries stays: removing it would drop them.
 */
export const forgetConsumersScript = `
local removed = 0
for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = {}
  for index = 1, #info, 2 do consumer[info[index]] = info[index + 1] end
  if consumer.pending == 0 and consumer.idle >= tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    removed = removed + 1
  end
end
return removed
`;
