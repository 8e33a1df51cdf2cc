print(-int(input()))
