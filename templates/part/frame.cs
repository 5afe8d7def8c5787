<?cs # What both layouts share: head, languages, who is there, messages above the content. ?>
<?cs def:head(site) ?>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title><?cs if:subcount(Form.Error) > #0 ?><?cs call:error_word() ?><?cs /if ?><?cs if:Page.Title ?><?cs var:Page.Title ?> - <?cs /if ?><?cs var:site ?></title>
<link rel="icon" href="<?cs var:Asset.mark_svg ?>" type="image/svg+xml">
<link rel="stylesheet" href="<?cs var:Asset.govuk_css ?>">
<link rel="stylesheet" href="<?cs var:Asset.hall_css ?>">
<?cs /def ?>
<?cs def:scripts() ?>
<script type="module" src="<?cs var:Asset.hall_js ?>"></script>
<?cs if:Page.Script.key ?><script type="module" src="<?cs var:Asset.key_js ?>"></script><?cs /if ?>
<?cs if:Page.Script.keycheck ?><script type="module" src="<?cs var:Asset.keycheck_js ?>"></script><?cs /if ?>
<?cs if:Page.Script.p12 ?><script type="module" src="<?cs var:Asset.p12_js ?>"></script><?cs /if ?>
<?cs if:Page.Script.webauthn ?><script type="module" src="<?cs var:Asset.webauthn_js ?>"></script><?cs /if ?>
<?cs /def ?>
<?cs def:languages() ?><ul aria-label="<?cs var:T.Frame.Display ?>">
<li><a href="<?cs var:url_validate(Page.Self) ?>lang=zh-CN"<?cs if:Page.Lang == "zh-CN" ?> aria-current="true"<?cs /if ?> lang="zh-CN" hreflang="zh-CN">中文</a></li>
<li><a href="<?cs var:url_validate(Page.Self) ?>lang=en"<?cs if:Page.Lang == "en" ?> aria-current="true"<?cs /if ?> lang="en" hreflang="en">English</a></li>
<li><a href="<?cs var:url_validate(Page.Self) ?>lang=vi"<?cs if:Page.Lang == "vi" ?> aria-current="true"<?cs /if ?> lang="vi" hreflang="vi">Tiếng Việt</a></li>
<?cs if:Page.Large ?><li><a href="<?cs var:url_validate(Page.Self) ?>view=normal"><?cs call:icon("text-size") ?><?cs var:T.Frame.Normal ?></a></li><?cs else ?><li><a href="<?cs var:url_validate(Page.Self) ?>view=large"><?cs call:icon("text-size") ?><?cs var:T.Frame.Large ?></a></li><?cs /if ?>
</ul><?cs /def ?>
<?cs def:demo() ?><?cs if:Page.Demo ?><p class="demo"><?cs call:icon("flask") ?> <?cs var:T.Frame.Demo ?><?cs if:User.Soft ?><?cs if:Page.Lang != "zh-CN" ?> <?cs /if ?><?cs var:T.Frame.Soft ?><?cs /if ?></p><?cs /if ?><?cs /def ?>
<?cs def:logout(action) ?><form class="out" method="post" action="<?cs var:action ?>"><input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>"><button class="govuk-link linkish" type="submit"><?cs var:T.Frame.Logout ?></button></form><?cs /def ?>
<?cs def:flash() ?><?cs if:Page.Flash ?><div class="note note--good" role="status"><?cs call:icon("circle-check") ?><div><p><?cs var:Page.Flash ?></p></div></div><?cs /if ?><?cs /def ?>
<?cs def:here(nav) ?><?cs if:Page.Nav == nav ?> aria-current="page"<?cs /if ?><?cs /def ?>
