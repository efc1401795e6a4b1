"""The tests of migration-lsp; a package, so that modules of one name may stand in two folders."""
