[(do) (case) (let_in) (local_binds) (record)] @nesting
