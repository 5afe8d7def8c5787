<?cs include!"part/macros.cs" ?>
<?cs include!"part/person.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Users.Title ?></h1><?cs if:Can.Invite ?><a class="tool" href="/admin/users/new"><?cs call:icon("user") ?><?cs var:T.Users.New ?></a><?cs /if ?></div>
<p class="govuk-body"><?cs var:T.Users.Intro ?></p>
<?cs if:subcount(Ops) == #0 ?><?cs call:empty(T.Users.Empty) ?><?cs else ?><div class="pn">
<?cs call:table_open(T.Users.Title) ?><?cs call:th(T.Users.Col.Name) ?><?cs call:th(T.Users.Col.No) ?><?cs call:th(T.Users.Col.Ra) ?><?cs call:th(T.Users.Col.Roles) ?><?cs call:th(T.Users.Col.State) ?><?cs call:th(T.Users.Col.Until) ?><?cs call:table_rows() ?>
<?cs each:u = Ops ?><?cs call:tr() ?><?cs call:td_link(T.Users.Col.Name, "/admin/users/" + u.Id, u.Name) ?><?cs call:td_num(T.Users.Col.No, u.No) ?><?cs call:td_num(T.Users.Col.Ra, u.Ra) ?><?cs call:td(T.Users.Col.Roles, u.Roles) ?><?cs call:td_open(T.Users.Col.State) ?><?cs call:op_state(u.State, u.Over) ?><?cs if:u.Soft ?> <?cs call:badge("yellow", T.Users.Soft) ?><?cs /if ?><?cs call:td_close() ?><?cs call:td_when(T.Users.Col.Until, u.Until) ?><?cs call:tr_close() ?><?cs /each ?><?cs call:table_close() ?></div><?cs /if ?>
<?cs call:pager() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
