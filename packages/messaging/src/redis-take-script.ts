import { prelude } from './redis-scripts.ts';

/** So that a call ends, however many entries are to be moved. */
const movesMost = 1_000;

/**
 * ARGV group, name, slots, count, 1 if this grader owes the others time. Registers the grader, makes
 * groups that are lost, and delivers at most `count` new entries as lanes.ts says. Returns the id of
 * the bell's last ring, which whoever got nothing waits to see passed, then for each entry its lane,
 * id and fields.
 */
export const takeScript = `${prelude}
goOnThoughFull()
local group, name, count, owes = ARGV[1], ARGV[2], tonumber(ARGV[4]), ARGV[5] == '1'
makeGroups(group)
beat(name, tonumber(ARGV[3]))

local slots, living = livingGraders()
local slowRunning = 0
for _, holder in ipairs(redis.call('XPENDING', KEYS[3], group)[4] or {}) do
  if living[holder[1]] then slowRunning = slowRunning + tonumber(holder[2]) end
end
local slowInAnyCase = slots > 1 and math.floor(slots / 2) or (owes and 0 or 1)
local slowMost = math.max(1, slots - 1)

local taken, moves = {}, 0
local function take(lane)
  while true do
    local reply = redis.call('XREADGROUP', 'GROUP', group, name,
      'COUNT', 1, 'STREAMS', KEYS[lane], '>')
    if not reply then return false end
    local id, fields = reply[1][2][1][1], reply[1][2][1][2]
    redis.call('HINCRBY', state, 'taken:' .. laneNames[lane], 1)
    local submission, assignment, attempt, request = fields[2], fields[4], fields[6], fields[8]
    if lane == 3 or moves == ${movesMost} or not attempt or not isSlow(assignment) then
      table.insert(taken, {laneNames[lane], id, fields})
      return true
    end
    redis.call('XACK', KEYS[lane], group, id)
    redis.call('XDEL', KEYS[lane], id)
    hold(lane, assignment, -1)
    put(3, submission, attempt, assignment, request)
    moves = moves + 1
  end
end
local function takeSlow(most)
  while #taken < count and slowRunning < most and take(3) do slowRunning = slowRunning + 1 end
end

takeSlow(slowInAnyCase)
local turn = tonumber(redis.call('HGET', state, 'turn') or 1)
while #taken < count do
  if not take(turn) and not take(3 - turn) then break end
  turn = 3 - turn
end
redis.call('HSET', state, 'turn', turn)
takeSlow(slowMost)

local rung = redis.call('XREVRANGE', bell, '+', '-', 'COUNT', 1)[1]
table.insert(taken, 1, rung and rung[1] or '0-0')
return taken
`;
