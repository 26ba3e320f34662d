; Where it stands, whatever applies it: `print x`, `print $ x`, `mapM_ print xs`.
((variable) @print (#any-of? @print "print" "putStr" "putStrLn" "printf"))
