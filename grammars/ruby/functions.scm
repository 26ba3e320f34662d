[(method) (singleton_method) (lambda)] @function
