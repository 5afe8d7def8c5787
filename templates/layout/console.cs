<!doctype html>
<html lang="<?cs var:Page.Lang ?>" class="govuk-template<?cs if:Page.Large ?> view-large<?cs /if ?>">
<head>
<?cs if:Page.Program == "desk" ?><?cs call:head(T.Site.Desk) ?><?cs else ?><?cs call:head(T.Site.Office) ?><?cs /if ?>
<link rel="stylesheet" href="<?cs var:Asset.console_css ?>">
<?cs call:scripts() ?>
</head>
<body class="govuk-template__body con"<?cs if:Page.Answered ?> data-answered<?cs /if ?>>
<a href="#main" class="govuk-skip-link"><?cs var:T.Frame.Skip ?></a>
<?cs if:User.Kind == "operator" ?><div class="shell">
<nav class="sb" aria-label="<?cs var:T.Frame.Nav ?>">
<div class="nm"><?cs call:logo() ?><span><?cs if:Page.Program == "desk" ?><?cs var:T.Site.Desk ?><?cs else ?><?cs var:T.Site.Office ?><?cs /if ?><small><?cs var:T.Site.Name ?></small></span></div>
<div class="g"><?cs if:Page.Program == "desk" ?><?cs call:menu_desk() ?><?cs else ?><?cs call:menu_office() ?><?cs /if ?></div>
</nav>
<div>
<header>
<?cs call:demo() ?>
<div class="tbar"><?cs if:Page.Program == "desk" ?><form role="search" action="/ra/cert" method="get"><label class="vh" for="tq"><?cs var:T.Frame.Search ?></label><input class="govuk-input" id="tq" name="q" type="search" placeholder="<?cs var:T.Frame.Search ?>"><button class="tool" type="submit"><?cs call:icon("search") ?><?cs var:T.Frame.Find ?></button></form><?cs /if ?>
<div class="who"><b><?cs var:User.Name ?></b> <span class="num"><?cs var:User.Person ?></span> <?cs if:User.Is.clerk ?><?cs var:T.Role.clerk ?> <?cs /if ?><?cs if:User.Is.reviewer ?><?cs var:T.Role.reviewer ?> <?cs /if ?><?cs if:User.Is.business ?><?cs var:T.Role.business ?> <?cs /if ?><?cs if:User.Is.security ?><?cs var:T.Role.security ?> <?cs /if ?><?cs if:User.Is.auditor ?><?cs var:T.Role.auditor ?> <?cs /if ?><?cs if:Page.Program == "desk" ?><?cs call:logout("/ra/logout") ?><?cs else ?><?cs call:logout("/admin/logout") ?><?cs /if ?></div></div>
</header>
<main id="main" class="wrap">
<?cs if:subcount(Crumb) > #0 ?><p class="crumb"><?cs each:c = Crumb ?><?cs if:?c.Href ?><a class="govuk-link" href="<?cs var:url_validate(c.Href) ?>"><?cs var:c.Text ?></a> / <?cs else ?><?cs var:c.Text ?><?cs /if ?><?cs /each ?></p><?cs /if ?>
<?cs call:flash() ?><?cs call:error_summary() ?>
<?cs call:content() ?>
</main></div></div><?cs else ?><header><?cs call:demo() ?><div class="mast"><div class="govuk-width-container"><b><?cs if:Page.Program == "desk" ?><?cs var:T.Site.Desk ?><?cs else ?><?cs var:T.Site.Office ?><?cs /if ?></b><?cs call:languages() ?></div></div></header>
<main id="main" class="wrap wrap--alone"><?cs call:flash() ?><?cs call:error_summary() ?><?cs call:content() ?></main><?cs /if ?>
</body>
</html>
