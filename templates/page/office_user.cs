<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs include!"part/person.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:Op.Name ?></h1></div>
<?cs call:op_facts() ?>
<div class="rv"><div>
<?cs if:Invite.Address ?><section class="pn" aria-labelledby="h-invite"><h2 id="h-invite"><?cs var:T.Users.InviteTitle ?></h2><div class="bd"><p class="govuk-body"><?cs var:Invite.Say ?></p><p class="mono keycode"><?cs var:Invite.Address ?></p></div></section><?cs /if ?>
<?cs call:fingerprint(T.Users.KeyHint) ?>
<?cs if:Order.State ?><?cs call:paper_box(Order, T.Users.OrderTitle, "order") ?><?cs /if ?>
<?cs if:Paper.State ?><?cs call:paper_box(Paper, T.Users.GrantTitle, "sign") ?><?cs /if ?>
</div><div>
<section class="pn" aria-label="<?cs var:T.Users.Dates ?>"><div class="bd"><dl class="docmeta docmeta--col"><div><dt><?cs var:T.Users.Col.Created ?></dt><dd><?cs call:when(Op.Created) ?></dd></div><?cs if:Op.KeyAt.Iso ?><div><dt><?cs var:T.Users.Col.KeyAt ?></dt><dd><?cs call:when(Op.KeyAt) ?></dd></div><?cs /if ?><?cs if:Op.Used.Iso ?><div><dt><?cs var:T.Users.Col.Used ?></dt><dd><?cs call:when(Op.Used) ?></dd></div><?cs /if ?><?cs if:Op.Until.Iso ?><div><dt><?cs var:T.Users.Col.Until ?></dt><dd><?cs call:when(Op.Until) ?></dd></div><?cs /if ?></dl></div></section>
<?cs if:Can.Again ?><section class="pn" aria-labelledby="h-again"><h2 id="h-again"><?cs var:T.Users.Again ?></h2><div class="bd"><form class="bare" method="post" action="/admin/users/<?cs var:Op.Id ?>/again"><?cs call:tokens() ?><p class="govuk-body" id="f-again"><?cs var:T.Users.AgainHint ?></p><?cs call:button_as(T.Users.Again, "act", "again", "secondary") ?></form></div></section><?cs /if ?>
<?cs if:Can.Withdraw ?><section class="pn" aria-labelledby="h-withdraw"><h2 id="h-withdraw"><?cs var:T.Users.Withdraw ?></h2><div class="bd"><form class="bare" method="post" action="/admin/users/<?cs var:Op.Id ?>/withdraw" novalidate><?cs call:tokens() ?><p class="govuk-body"><?cs var:T.Users.WithdrawHint ?></p><?cs call:input("op_reason", "text", "off", "") ?><?cs call:button_as(T.Users.Withdraw, "act", "withdraw", "warning-outline") ?></form></div></section><?cs /if ?>
</div></div>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
