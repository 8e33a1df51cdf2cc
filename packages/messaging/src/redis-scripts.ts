import {
  costWeight,
  crowdedFromMs,
  graderAliveMs,
  paceForgottenMs,
  paceFromEntries,
  paceFromMs,
  paceMemoryMs,
  slowFromMs,
  unknownCostMs,
} from './lanes.ts';

/*
 * Steps that must be atomic. KEYS are those of StreamKeys, in their order. An entry, the record that
 * its submission has one, and all counts are written and removed together, and so are lost together.
 *
 * Fields of the state, each for a lane: `added` and `taken` count entries (an entry's ticket is the
 * count when it was added, so ticket - taken - 1 are before it); `held:<assignment>` its entries;
 * `busyMs` and `done` the time in which entries waited and what was acknowledged in it, both fading;
 * `lastMs` the moment up to which that time is counted; `measured` is 1 if that was an
 * acknowledgement. The time until the first of a run says how long one takes, not how many end.
 */

/** What scripts share; lanes are numbers from 1 in here, names in fields and answers. */
export const prelude = `
local laneNames = {'quick', 'crowded', 'slow'}
local records, state, costs, graders, bell = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]

-- A Redis that has reached its maxmemory refuses a write that may need more, unless the script has
-- written before. Whatever gets entries done must go on then, for only that makes room: it begins
-- with this write, which needs nothing.
local function goOnThoughFull() redis.call('HDEL', state, '') end

local function nowMs()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function read(what, lane, more)
  local field = what .. ':' .. laneNames[lane] .. (more and ':' .. more or '')
  return tonumber(redis.call('HGET', state, field) or 0)
end
local function write(what, lane, value)
  redis.call('HSET', state, what .. ':' .. laneNames[lane], value)
end
local function makeGroups(group)
  for lane = 1, 3 do redis.pcall('XGROUP', 'CREATE', KEYS[lane], group, '0', 'MKSTREAM') end
end
local function waiting(lane) return read('added', lane) - read('taken', lane) end
local function ring() redis.call('XADD', bell, 'MAXLEN', 1, '*', 'rung', 1) end

local function hold(lane, assignment, change)
  local field = 'held:' .. laneNames[lane] .. ':' .. assignment
  if redis.call('HINCRBY', state, field, change) <= 0 then redis.call('HDEL', state, field) end
end
local function costOf(assignment)
  return tonumber(redis.call('HGET', costs, assignment) or ${unknownCostMs})
end
local function isSlow(assignment) return costOf(assignment) >= ${slowFromMs} end
local function chooseLane(assignment)
  if isSlow(assignment) then return 3 end
  local isCrowd = read('held', 2, assignment) > 0
    or read('held', 1, assignment) * costOf(assignment) >= ${crowdedFromMs}
  return isCrowd and 2 or 1
end

-- Whether that entry is the submission's still; then it is taken off the records.
local function forget(lane, entryId, submission, assignment)
  local prefix = laneNames[lane] .. '/' .. entryId .. '/'
  local record = redis.call('HGET', records, submission)
  if not record or string.sub(record, 1, #prefix) ~= prefix then return false end
  redis.call('HDEL', records, submission)
  hold(lane, assignment, -1)
  return true
end
-- request: the id of the entry's request; nil or '' when it has none.
local function put(lane, submission, attempt, assignment, request)
  if waiting(lane) <= 0 then
    local now = nowMs()
    if now - read('lastMs', lane) > ${paceForgottenMs} then write('done', lane, 0) end
    write('lastMs', lane, now)
    write('measured', lane, 0)
  end
  local fields = {'submissionId', submission, 'assignmentId', assignment, 'attempt', attempt}
  if request and request ~= '' then
    table.insert(fields, 'requestId')
    table.insert(fields, request)
  end
  local entryId = redis.call('XADD', KEYS[lane], '*', unpack(fields))
  local ticket = redis.call('HINCRBY', state, 'added:' .. laneNames[lane], 1)
  redis.call('HSET', records, submission, laneNames[lane] .. '/' .. entryId .. '/' .. ticket)
  hold(lane, assignment, 1)
  ring()
end

-- Slots of the graders that live, and which these are.
local function livingGraders()
  local slots, living, now = 0, {}, nowMs()
  local all = redis.call('HGETALL', graders)
  for index = 1, #all, 2 do
    local own, seenMs = string.match(all[index + 1], '^(%d+) (%d+)$')
    if now - tonumber(seenMs) <= ${graderAliveMs} then
      slots = slots + tonumber(own)
      living[all[index]] = true
    else
      redis.call('HDEL', graders, all[index])
    end
  end
  return slots, living
end
local function beat(name, slots)
  redis.call('HSET', graders, name, string.format('%d %.0f', slots, nowMs()))
end
`;

/** ARGV submissionId, attempt, assignmentId, requestId or ''. */
export const addScript = `${prelude}
if redis.call('HEXISTS', records, ARGV[1]) == 1 then return 0 end
put(chooseLane(ARGV[3]), ARGV[1], ARGV[2], ARGV[3], ARGV[4])
return 1
`;

/**
 * ARGV group, lane from 1, entryId, submissionId, assignmentId, cost in ms or ''. The record goes,
 * and what counts is counted, only when it is this entry's: after a loss of data the submission may
 * have a newer one.
 */
export const acknowledgeScript = `${prelude}
goOnThoughFull()
local lane = tonumber(ARGV[2])
if redis.call('EXISTS', KEYS[lane]) == 1 then
  redis.call('XACK', KEYS[lane], ARGV[1], ARGV[3])
  redis.call('XDEL', KEYS[lane], ARGV[3])
end
-- A slot for slow gradings is free.
if lane == 3 then ring() end
if not forget(lane, ARGV[3], ARGV[4], ARGV[5]) then return 0 end

if ARGV[6] ~= '' then
  local cost = costOf(ARGV[5])
  cost = cost + ${costWeight} * (tonumber(ARGV[6]) - cost)
  redis.call('HSET', costs, ARGV[5], string.format('%.1f', cost))
end
if waiting(lane) > 0 then
  local now = nowMs()
  if read('measured', lane) == 1 then
    local passedMs = math.max(0, now - read('lastMs', lane))
    local fading = math.exp(-passedMs / ${paceMemoryMs})
    local done = read('done', lane)
    local busyMs = done > 0 and read('busyMs', lane) or 0
    write('busyMs', lane, string.format('%.3f', busyMs * fading + passedMs))
    write('done', lane, string.format('%.6f', done * fading + 1))
  end
  write('lastMs', lane, now)
  write('measured', lane, 1)
end
return 1
`;

/** ARGV group, lane from 1, entryId, submissionId, assignmentId, attempt, requestId or ''. */
export const handBackScript = `${prelude}
local lane = tonumber(ARGV[2])
if not forget(lane, ARGV[3], ARGV[4], ARGV[5]) then return 0 end
redis.call('XACK', KEYS[lane], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[lane], ARGV[3])
put(chooseLane(ARGV[5]), ARGV[4], ARGV[6], ARGV[5], ARGV[7])
return 1
`;

/**
 * ARGV assignmentId or ''. Returns its lane from 1 (0 without one) and what it holds there, then
 * for each lane length, ms per entry or '' when not known, and ms of stalling.
 */
export const prospectScript = `${prelude}
local answer = {0, 0}
if ARGV[1] ~= '' then
  local lane = chooseLane(ARGV[1])
  answer = {lane, read('held', lane, ARGV[1])}
end
local slots = livingGraders()
for lane = 1, 3 do
  local done, busyMs, pace, stalledMs = read('done', lane), read('busyMs', lane), '', 0
  if slots > 0 and done > 0 and (done >= ${paceFromEntries} or busyMs >= ${paceFromMs}) then
    local perEntryMs = busyMs / done
    pace = string.format('%.3f', perEntryMs)
    if waiting(lane) > 0 then
      stalledMs = math.max(0, nowMs() - read('lastMs', lane) - perEntryMs)
    end
  end
  table.insert(answer, redis.call('XLEN', KEYS[lane]))
  table.insert(answer, pace)
  table.insert(answer, math.floor(stalledMs))
end
return answer
`;

/** ARGV lane names' fields are read for submission ids: for each its place, or false. */
export const positionsScript = `${prelude}
local taken, answer = {}, {}
for lane = 1, 3 do taken[laneNames[lane]] = read('taken', lane) end
for index, submission in ipairs(ARGV) do
  local record = redis.call('HGET', records, submission)
  local lane, ticket = string.match(record or '', '^(%a+)/.*/(%d+)$')
  answer[index] = lane and math.max(0, tonumber(ticket) - taken[lane] - 1) or -1
end
return answer
`;

/** ARGV group. Makes those that are missing, from the streams' beginning. */
export const makeGroupsScript = `${prelude}
goOnThoughFull()
makeGroups(ARGV[1])
return 1
`;

/** ARGV name, slots. */
export const beatScript = `${prelude}
goOnThoughFull()
beat(ARGV[1], tonumber(ARGV[2]))
return 1
`;

/**
 * ARGV group, name, slots, count, silentMs. Takes over entries of consumers from which nothing has been
 * heard for that long, at most `count`; two that call it never get the same one. Returns for each entry
 * its lane, id and fields.
 */
export const takeOverScript = `${prelude}
local group, name, count, silentMs = ARGV[1], ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
for lane = 1, 3 do redis.pcall('XGROUP', 'CREATE', KEYS[lane], group, '0', 'MKSTREAM') end
beat(name, tonumber(ARGV[3]))
local now, taken = nowMs(), {}
local function isSilent(consumer)
  local seenMs = string.match(redis.call('HGET', graders, consumer) or '', ' (%d+)$')
  return consumer ~= name and (not seenMs or now - tonumber(seenMs) > silentMs)
end
for lane = 1, 3 do
  for _, holder in ipairs(redis.call('XPENDING', KEYS[lane], group)[4] or {}) do
    if #taken < count and isSilent(holder[1]) then
      local ids = {}
      local held = redis.call('XPENDING', KEYS[lane], group, '-', '+', count - #taken, holder[1])
      for _, pending in ipairs(held) do table.insert(ids, pending[1]) end
      local entries = redis.call('XCLAIM', KEYS[lane], group, name, 0, unpack(ids))
      for _, entry in ipairs(entries) do
        if entry then table.insert(taken, {laneNames[lane], entry[1], entry[2]}) end
      end
    end
  end
end
return taken
`;

/**
 * ARGV group, idleMs. Removes consumers that hold nothing and have not asked for that long. One
 * with pending entries stays: removing it would drop them.
 */
export const forgetConsumersScript = `
local removed = 0
for lane = 1, 3 do
  for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[lane], ARGV[1])) do
    local consumer = {}
    for index = 1, #info, 2 do consumer[info[index]] = info[index + 1] end
    if consumer.pending == 0 and consumer.idle >= tonumber(ARGV[2]) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[lane], ARGV[1], consumer.name)
      removed = removed + 1
    end
  end
end
return removed
`;
