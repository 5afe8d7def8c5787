<?cs include!"part/macros.cs" ?>
<?cs include!"part/ra.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Ra.Queue.Title ?></h1><?cs if:Can.Next ?><form class="bare hd-act" method="post" action="/ra/next"><?cs call:tokens() ?><?cs call:hidden("tab", Tab) ?><?cs call:button(T.Ra.Queue.Next) ?></form><?cs /if ?></div>
<?cs call:tabs() ?>
<?cs if:subcount(App) > #0 ?>
<?cs call:table_open(T.Ra.Queue.Title) ?><?cs call:th(T.Ra.No) ?><?cs call:th(T.Ra.Name) ?><?cs call:th(T.Ra.Product) ?><?cs call:th(T.Ra.Marks) ?><?cs call:th(T.Ra.Submitted) ?><?cs call:th(T.Ra.Left) ?><?cs call:th(T.Ra.By) ?><?cs call:table_rows() ?>
<?cs each:a = App ?><?cs call:tr() ?><?cs call:td_link(T.Ra.No, a.Href, a.No) ?><?cs call:td(T.Ra.Name, a.Name) ?><?cs call:td(T.Ra.Product, T.Product[a.Product].Name) ?><?cs call:td_open(T.Ra.Marks) ?><?cs if:a.Again ?><?cs call:badge("yellow", T.Ra.Again) ?> <?cs /if ?><?cs if:a.Unaccepted ?><?cs call:badge("", T.Ra.Unaccepted) ?> <?cs /if ?><?cs if:a.Unstamped ?><?cs call:badge("grey", T.Ra.Unstamped) ?><?cs /if ?><?cs call:td_close() ?><?cs call:td_when(T.Ra.Submitted, a.Submitted) ?><?cs call:td_open(T.Ra.Left) ?><?cs if:Tab != "returned" ?><?cs call:remain(a) ?><?cs /if ?><?cs call:td_close() ?><?cs call:td_open(T.Ra.By) ?><?cs if:a.Mine ?><?cs call:badge("green", T.Ra.Mine) ?><?cs else ?><?cs var:a.By ?><?cs /if ?><?cs call:td_close() ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?><?cs call:pager() ?>
<?cs else ?><?cs call:empty(T.Ra.Queue.Empty) ?><?cs /if ?>
<p class="govuk-hint"><?cs var:T.Ra.Queue.Refreshed ?> <?cs call:when(Page.Now) ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
