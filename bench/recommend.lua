-- wrk: a recommendation for a different investor at every request, so that each is computed and, when new, written.
local n = 0
request = function()
    n = n + 1
    local body = string.format('{"risk":%d,"horizon":"10y","capital":%d,"exclude":["TSLA"],"as_of":"2017-12-29"}', n % 100, 10000 + n % tonumber(os.getenv("VARIETY") or 50))
    return wrk.format("POST", "/v1/recommendations", {["Content-Type"] = "application/json"}, body)
end
