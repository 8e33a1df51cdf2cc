-- Runs before each script of the stream. KEYS are those of StreamKeys in ../keys.ts, in that order.
-- ARGV has two JSON objects: the constants of ../../lanes.ts, and the script's own arguments.
--
-- An entry, the record that its submission has one, and all counts are written and removed in one
-- script, so they are also lost together.
--
-- In scripts a lane is a number from 1; in fields and replies it is a name. `state` has these fields
-- for each lane:
--
--   added, taken       count entries. An entry's ticket is `added` when it was added, so there are
--                      ticket - taken - 1 entries before it
--   held:<assignment>  the lane's entries of that assignment
--   busyMs, done       the time in which entries waited and the acknowledgements in that time; old
--                      values fade
--   usualMs            how long the gradings of those acknowledgements usually take; fades likewise
--   lastMs             the moment up to which that time is counted
--   measured           1 if that moment was an acknowledgement. The time from the first entry to
--                      the first acknowledgement is one grading's duration, not the lane's pace

local laneNames = {'quick', 'crowded', 'slow', 'regrade'}
local laneNumbers = {quick = 1, crowded = 2, slow = 3, regrade = 4}
local records, state, costs, graders, bell = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local constants, args = cjson.decode(ARGV[1]), cjson.decode(ARGV[2])

-- A Redis at its maxmemory refuses a write that may need memory unless the script has written
-- before. Scripts that get entries done must still run then, for only they free memory. They start
-- with this write, which needs none.
local function allowWritesWhenFull() redis.call('HDEL', state, '') end

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
-- Creates missing groups, which start at the beginning of their stream.
local function createGroups()
  for lane = 1, #laneNames do
    redis.pcall('XGROUP', 'CREATE', KEYS[lane], args.group, '0', 'MKSTREAM')
  end
end
local function waiting(lane) return read('added', lane) - read('taken', lane) end
local function ring() redis.call('XADD', bell, 'MAXLEN', 1, '*', 'rung', 1) end

local function changeHeld(lane, assignment, change)
  local field = 'held:' .. laneNames[lane] .. ':' .. assignment
  if redis.call('HINCRBY', state, field, change) <= 0 then redis.call('HDEL', state, field) end
end
local function costOf(assignment)
  return tonumber(redis.call('HGET', costs, assignment) or constants.unknownCostMs)
end
-- Adds a grading to the assignment's average cost and to the usual one, and returns the latter. `costs` has that with
-- the number of gradings.
local function addCost(assignment, costMs)
  local average = costOf(assignment)
  average = average + constants.costWeight * (costMs - average)
  local stored = redis.call('HGET', costs, 'usual:' .. assignment) or (costMs .. ' 0')
  local usualBefore, gradingsBefore = string.match(stored, '^(%S+) (%S+)$')
  local usual, gradings = tonumber(usualBefore), tonumber(gradingsBefore)
  local weight = average < constants.unusualFrom * usual and 1 or constants.unusualWeight
  gradings = math.min(gradings + weight, constants.usualGradings)
  usual = usual + (costMs - usual) * weight / gradings
  redis.call('HSET', costs, assignment, string.format('%.1f', average),
    'usual:' .. assignment, string.format('%.3f %.1f', usual, gradings))
  return usual
end
local function isSlow(assignment) return costOf(assignment) >= constants.slowFromMs end
local function chooseLane(assignment)
  if isSlow(assignment) then return 3 end
  local isCrowd = read('held', 2, assignment) > 0
    or read('held', 1, assignment) * costOf(assignment) >= constants.crowdedFromMs
  return isCrowd and 2 or 1
end

-- Removes the submission's record if it is this entry's, and returns whether it was.
local function removeRecord(lane, entryId, submission, assignment)
  local prefix = laneNames[lane] .. '/' .. entryId .. '/'
  local record = redis.call('HGET', records, submission)
  if not record or string.sub(record, 1, #prefix) ~= prefix then return false end
  redis.call('HDEL', records, submission)
  changeHeld(lane, assignment, -1)
  return true
end
-- requestId may be nil.
local function put(lane, submission, assignment, attempt, requestId)
  if waiting(lane) <= 0 then
    local now = nowMs()
    if now - read('lastMs', lane) > constants.paceForgottenMs then write('done', lane, 0) end
    write('lastMs', lane, now)
    write('measured', lane, 0)
  end
  local fields = {'submissionId', submission, 'assignmentId', assignment, 'attempt', attempt}
  if requestId then
    table.insert(fields, 'requestId')
    table.insert(fields, requestId)
  end
  local entryId = redis.call('XADD', KEYS[lane], '*', unpack(fields))
  local ticket = redis.call('HINCRBY', state, 'added:' .. laneNames[lane], 1)
  redis.call('HSET', records, submission, laneNames[lane] .. '/' .. entryId .. '/' .. ticket)
  changeHeld(lane, assignment, 1)
  ring()
end

-- The slots of all living graders, and a set of their names. Forgets the others.
local function livingGraders()
  local slots, living, now = 0, {}, nowMs()
  local all = redis.call('HGETALL', graders)
  for index = 1, #all, 2 do
    local own, seenMs = string.match(all[index + 1], '^(%d+) (%d+)$')
    if now - tonumber(seenMs) <= constants.graderAliveMs then
      slots = slots + tonumber(own)
      living[all[index]] = true
    else
      redis.call('HDEL', graders, all[index])
    end
  end
  return slots, living
end
-- Entries of a lane that are in progress at living graders.
local function running(lane, living)
  local count = 0
  for _, holder in ipairs(redis.call('XPENDING', KEYS[lane], args.group)[4] or {}) do
    if living[holder[1]] then count = count + tonumber(holder[2]) end
  end
  return count
end
local function noteHeartbeat()
  redis.call('HSET', graders, args.name, string.format('%d %.0f', args.slots, nowMs()))
end
