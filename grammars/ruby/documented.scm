[(method) (singleton_method)] @definition
((comment) . [(method) (singleton_method)] @definition.documented)
