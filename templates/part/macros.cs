<?cs # Every page includes this file first.  README.md lists the macros and what each takes. ?>
<?cs include!"part/basic.cs" ?>
<?cs include!"part/form.cs" ?>
<?cs include!"part/list.cs" ?>
<?cs include!"part/script.cs" ?>
