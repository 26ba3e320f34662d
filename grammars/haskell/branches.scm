(conditional) @branch
; Of the alternatives of a case, each but one adds a path.
(alternatives (alternative) . (alternative) @branch)
(guards) @branch
