-- Registers the grader, creates missing groups, and delivers up to args.count new entries in the
-- order that ../../lanes.ts describes. Returns the id of the bell's last ring, after which a caller
-- that got nothing waits for the next, then the lane, id and fields of each entry.
allowWritesWhenFull()
createGroups()
noteHeartbeat()

local slots, living = livingGraders()
local slowRunning = running(3, living)
-- Slow gradings may use these slots even while others wait, and maxSlow when nothing else does.
local slowShare = slots > 1 and math.floor(slots / 2) or (args.isSlowBlocked and 0 or 1)
local maxSlow = math.max(1, slots - 1)

local taken, moves = {}, 0
local function take(lane)
  while true do
    local reply = redis.call('XREADGROUP', 'GROUP', args.group, args.name,
      'COUNT', 1, 'STREAMS', KEYS[lane], '>')
    if not reply then return false end
    local id, fields = reply[1][2][1][1], reply[1][2][1][2]
    redis.call('HINCRBY', state, 'taken:' .. laneNames[lane], 1)
    local submission, assignment, attempt, requestId = fields[2], fields[4], fields[6], fields[8]
    if lane >= 3 or moves == constants.maxMoves or not attempt or not isSlow(assignment) then
      table.insert(taken, {laneNames[lane], id, fields})
      return true
    end
    redis.call('XACK', KEYS[lane], args.group, id)
    redis.call('XDEL', KEYS[lane], id)
    changeHeld(lane, assignment, -1)
    put(3, submission, assignment, attempt, requestId)
    moves = moves + 1
  end
end
local function takeSlow(limit)
  while #taken < args.count and slowRunning < limit and take(3) do
    slowRunning = slowRunning + 1
  end
end

takeSlow(slowShare)
local nextLane = tonumber(redis.call('HGET', state, 'turn') or 1)
while #taken < args.count do
  if not take(nextLane) and not take(3 - nextLane) then break end
  nextLane = 3 - nextLane
end
redis.call('HSET', state, 'turn', nextLane)
takeSlow(maxSlow)

-- Regrades, while nobody waits.
local regradesRunning
local function mayRegrade()
  if #taken >= args.count or waiting(1) > 0 or waiting(2) > 0 or waiting(3) > 0 then return false end
  regradesRunning = regradesRunning or running(4, living)
  return regradesRunning < math.max(1, math.floor(slots / 2))
    and slowRunning + regradesRunning < maxSlow
end
while mayRegrade() and take(4) do regradesRunning = regradesRunning + 1 end

local rung = redis.call('XREVRANGE', bell, '+', '-', 'COUNT', 1)[1]
table.insert(taken, 1, rung and rung[1] or '0-0')
return taken
