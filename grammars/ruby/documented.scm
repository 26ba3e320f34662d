[(method) (singleton_method)] @definition
((comment) . [(method) (singleton_method)] @definition.documented)
; The comment of a body's first method stands before the body.
((comment) . (body_statement . [(method) (singleton_method)] @definition.documented))
