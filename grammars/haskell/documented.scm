; A function may have several equations, but one signature.
(declarations (signature) @definition)
((haddock) . (signature) @definition.documented)
; The comment of a module's first function stands before its declarations.
((imports (haddock) .) . (declarations . (signature) @definition.documented))
((haddock) . (declarations . (signature) @definition.documented))
