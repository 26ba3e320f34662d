(declarations (function) @definition)
((haddock) . (signature) . (function) @definition.documented)
((haddock) . (function) @definition.documented)
