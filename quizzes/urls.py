"""The addresses of the app: one list a resource. URL name = view name = template name."""

from django.urls import URLPattern, path

from quizzes.views import (
    accounts,
    assignments,
    authoring,
    bank,
    classes,
    deck_exchange,
    decks,
    disagreements,
    documents,
    editor,
    filling,
    gradebook,
    joining,
    live,
    logbook,
    marks,
    members,
    memory,
    offline,
    pack_removal,
    packs,
    paper,
    people,
    pictures,
    privacy,
    progress,
    question_exchange,
    questions,
    quiz,
    reading,
    regrade,
    results,
    review,
    sets,
    taking,
    teach,
)

reading_urls: list[URLPattern] = [
    path("", reading.home, name="home"),
    path("topics/", reading.topics, name="topics"),
    path("topics/<slug:slug>/", reading.topic, name="topic"),
    path("facts/<slug:slug>/", reading.fact, name="fact"),
    path("timeline/", reading.timeline, name="timeline"),
    path("sources/", reading.sources, name="sources"),
    path("sources/attach/", documents.attach_document, name="attach_document"),
    path("sources/<slug:slug>/", reading.source, name="source"),
    path("sources/<slug:slug>/passage/<int:start>-<int:end>/", documents.passage, name="passage"),
    path("sources/<slug:slug>/detach/", documents.detach_document, name="detach_document"),
    path("disagreements/", disagreements.disagreements, name="disagreements"),
    path("search/", reading.search, name="search"),
    path("about/", reading.about, name="about"),
    path("sensitive/", reading.sensitive_choice, name="sensitive_choice"),
    path("content-language/", packs.content_language, name="content_language"),
]

account_urls: list[URLPattern] = [
    path("signup/", accounts.signup, name="signup"),
    path("login/", accounts.login, name="login"),
    path("logout/", accounts.logout, name="logout"),
    path("recover/", accounts.recover, name="recover"),
    path("account/recovery-words/", accounts.passphrase, name="passphrase"),
    path("account/recovery-words/new/", accounts.new_passphrase, name="new_passphrase"),
    path("account/keep-answers/", accounts.keep_answers, name="keep_answers"),
    path("account/start-afresh/", accounts.start_afresh, name="start_afresh"),
    path("account/preferences/", accounts.preferences, name="preferences"),
]

progress_urls: list[URLPattern] = [
    path("progress/", progress.progress, name="progress"),
    path("progress/today/", progress.today, name="today"),
    path("progress/memory/", memory.memory, name="memory"),
    path("progress/memory/weights/", memory.memory_weights, name="memory_weights"),
]

quiz_urls: list[URLPattern] = [
    path("quiz/new/", quiz.quiz_new, name="quiz_new"),
    path("quiz/start/", quiz.quiz_start, name="quiz_start"),
    path("quiz/<uuid:attempt_id>/", quiz.attempt, name="attempt"),
    path("quiz/<uuid:attempt_id>/<int:position>/", quiz.attempt_item, name="attempt_item"),
    path("quiz/<uuid:attempt_id>/<int:position>/answer/", quiz.answer, name="answer"),
    path("quiz/<uuid:attempt_id>/<int:position>/report/", quiz.item_report, name="item_report"),
    path("quiz/<uuid:attempt_id>/review/", quiz.attempt_review, name="attempt_review"),
    path("quiz/<uuid:attempt_id>/result/", quiz.attempt_result, name="attempt_result"),
    path("quiz/<uuid:attempt_id>/finish/", quiz.attempt_finish, name="attempt_finish"),
    path("quiz/<uuid:attempt_id>/retry/", quiz.attempt_retry, name="attempt_retry"),
]

review_urls: list[URLPattern] = [
    path("review/", review.review, name="review"),
    path("review/card/", review.review_card, name="review_card"),
    path("review/ahead/", review.review_ahead, name="review_ahead"),
    path("review/offline/", offline.review_offline, name="review_offline"),
    path("review/worker.js", offline.review_worker, name="review_worker"),
    path("review/card/<int:card_id>/rate/", review.rate_card, name="rate_card"),
    path("review/card/<int:card_id>/change/", review.change_card, name="change_card"),
    path("review/card/<int:card_id>/note/", review.note_card, name="note_card"),
    path("review/undo/", review.undo_review, name="undo_review"),
    path("review/more/", decks.learn_more, name="learn_more"),
    path("review/exam/", decks.plan_exam, name="plan_exam"),
    path("review/practice/own/", decks.practice_own, name="practice_own"),
    path("review/practice/<int:topic_id>/", decks.practice, name="practice"),
    path("review/read-again/", review.read_again, name="read_again"),
    path("review/preferences/", decks.review_preferences, name="review_preferences"),
    path("cards/", decks.decks, name="decks"),
    path("cards/add/", decks.add_cards, name="add_cards"),
    path("cards/leave/", decks.leave_deck, name="leave_deck"),
    path("cards/new/", decks.own_card_new, name="own_card_new"),
    path("cards/export/", deck_exchange.deck_export, name="deck_export"),
    path("cards/import/", deck_exchange.deck_import, name="deck_import"),
    path(
        "cards/import/<uuid:pending_id>/",
        deck_exchange.deck_import_confirm,
        name="deck_import_confirm",
    ),
    path("cards/<int:card_id>/", decks.own_card, name="own_card"),
    path("cards/<int:card_id>/delete/", decks.own_card_delete, name="own_card_delete"),
]

class_urls: list[URLPattern] = [
    path("classes/", classes.classrooms, name="classrooms"),
    path("classes/new/", classes.classroom_new, name="classroom_new"),
    path("classes/<int:classroom_id>/", classes.classroom, name="classroom"),
    path("classes/<int:classroom_id>/board/", classes.classroom_board, name="classroom_board"),
    path("classes/<int:classroom_id>/code/", classes.classroom_code, name="classroom_code"),
    path(
        "classes/<int:classroom_id>/settings/",
        classes.classroom_settings,
        name="classroom_settings",
    ),
    path(
        "classes/<int:classroom_id>/archive/", classes.classroom_archive, name="classroom_archive"
    ),
    path(
        "classes/<int:classroom_id>/readiness/",
        classes.classroom_readiness,
        name="classroom_readiness",
    ),
    path("classes/<int:classroom_id>/exam/", classes.classroom_exam, name="classroom_exam"),
    path("classes/<int:classroom_id>/mend/", classes.classroom_mend, name="classroom_mend"),
    path("classes/<int:classroom_id>/log/", logbook.classroom_log, name="classroom_log"),
]

member_urls: list[URLPattern] = [
    path("classes/<int:classroom_id>/pupils/", members.classroom_pupils, name="classroom_pupils"),
    path("classes/<int:classroom_id>/pupils/add/", members.pupils_add, name="pupils_add"),
    path(
        "classes/<int:classroom_id>/pupils/passphrases/",
        members.pupils_passphrases,
        name="pupils_passphrases",
    ),
    path("classes/<int:classroom_id>/pupils/<int:member_id>/", members.pupil, name="pupil"),
    path(
        "classes/<int:classroom_id>/pupils/<int:member_id>/move/",
        members.pupil_move,
        name="pupil_move",
    ),
    path(
        "classes/<int:classroom_id>/pupils/<int:member_id>/remove/",
        members.pupil_remove,
        name="pupil_remove",
    ),
    path(
        "classes/<int:classroom_id>/teachers/",
        members.classroom_teachers,
        name="classroom_teachers",
    ),
    path(
        "classes/<int:classroom_id>/teachers/<int:member_id>/remove/",
        members.teacher_remove,
        name="teacher_remove",
    ),
]

joining_urls: list[URLPattern] = [
    path("join/", joining.join, name="join"),
    path("join/<slug:code>/", joining.join_class, name="join_class"),
    path("join/<slug:code>/back/", joining.join_back, name="join_back"),
    path("account/three-words/", joining.joined, name="joined"),
]

people_urls: list[URLPattern] = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("account/", privacy.account, name="account"),
    path("account/export/", privacy.account_export, name="account_export"),
    path("account/delete/", privacy.account_delete, name="account_delete"),
    path("people/", people.people, name="people"),
    path("people/teach/", people.teach_request, name="teach_request"),
    path("people/log/", logbook.people_log, name="people_log"),
    path("people/requests/<int:request_id>/", people.people_decide, name="people_decide"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/role/", people.person_role, name="person_role"),
    path("people/<int:person_id>/access/", people.person_active, name="person_active"),
    path("people/<int:person_id>/passphrase/", people.person_passphrase, name="person_passphrase"),
    path("people/<int:person_id>/erase/", people.person_erase, name="person_erase"),
]

set_urls: list[URLPattern] = [
    path("teach/", teach.teach, name="teach"),
    path("bank/", bank.bank, name="bank"),
    path("sets/", sets.sets, name="sets"),
    path("sets/new/", filling.set_new, name="set_new"),
    path("sets/<int:set_id>/", sets.question_set, name="question_set"),
    path("sets/<int:set_id>/options/", sets.set_options, name="set_options"),
    path("sets/<int:set_id>/entries/", filling.set_entries, name="set_entries"),
    path("sets/<int:set_id>/draw/", filling.set_draw, name="set_draw"),
    path("sets/<int:set_id>/pick/", filling.set_pick, name="set_pick"),
    path("sets/<int:set_id>/from-topic/", filling.set_from_topic, name="set_from_topic"),
    path("sets/<int:set_id>/copy/", sets.set_copy, name="set_copy"),
    path("sets/<int:set_id>/archive/", sets.set_archive, name="set_archive"),
    path("sets/<int:set_id>/restore/", sets.set_restore, name="set_restore"),
    path("sets/<int:set_id>/cards/", sets.set_cards, name="set_cards"),
    path("sets/<int:set_id>/paper/", paper.paper, name="paper"),
    path("sets/<int:set_id>/paper/key/", paper.paper_key, name="paper_key"),
]

exchange_urls: list[URLPattern] = [
    path("sets/import/", question_exchange.set_import, name="set_import"),
    path(
        "sets/import/<uuid:import_id>/",
        question_exchange.set_import_confirm,
        name="set_import_confirm",
    ),
    path("sets/<int:set_id>/export/", question_exchange.set_export, name="set_export"),
    path(
        "sets/<int:set_id>/export/<slug:format>/",
        question_exchange.set_export_as,
        name="set_export_as",
    ),
]

taking_urls: list[URLPattern] = [
    path("sets/<int:set_id>/take/", taking.set_take, name="set_take"),
]

assignment_urls: list[URLPattern] = [
    path("classes/<int:classroom_id>/assignments/", assignments.assignments, name="assignments"),
    path("assignments/new/", assignments.assignment_new, name="assignment_new"),
    path("assignments/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path(
        "assignments/<int:assignment_id>/edit/",
        assignments.assignment_edit,
        name="assignment_edit",
    ),
    path("assignments/<int:assignment_id>/end/", assignments.assignment_end, name="assignment_end"),
    path(
        "assignments/<int:assignment_id>/open/",
        assignments.assignment_open,
        name="assignment_open",
    ),
    path(
        "assignments/<int:assignment_id>/archive/",
        assignments.assignment_archive,
        name="assignment_archive",
    ),
    path(
        "assignments/<int:assignment_id>/pupils/",
        assignments.assignment_pupils,
        name="assignment_pupils",
    ),
    path(
        "assignments/<int:assignment_id>/pupils/<int:pupil_id>/",
        assignments.assignment_pupil,
        name="assignment_pupil",
    ),
    path(
        "assignments/<int:assignment_id>/start/",
        assignments.assignment_start,
        name="assignment_start",
    ),
    path(
        "assignments/<int:assignment_id>/cards/",
        assignments.assignment_cards,
        name="assignment_cards",
    ),
    path("assignments/<int:assignment_id>/live/", live.assignment_live, name="assignment_live"),
]

result_urls: list[URLPattern] = [
    path("classes/<int:classroom_id>/results/", gradebook.gradebook, name="gradebook"),
    path(
        "classes/<int:classroom_id>/results/export/",
        gradebook.export_results,
        name="export_results",
    ),
    path(
        "classes/<int:classroom_id>/results/<int:pupil_id>/",
        gradebook.pupil_results,
        name="pupil_results",
    ),
    path(
        "assignments/<int:assignment_id>/results/",
        results.assignment_results,
        name="assignment_results",
    ),
    path(
        "assignments/<int:assignment_id>/results/questions/<int:question_id>/",
        results.question_results,
        name="question_results",
    ),
    path(
        "assignments/<int:assignment_id>/results/pupils/<int:pupil_id>/",
        results.pupil_attempts,
        name="pupil_attempts",
    ),
    path("sets/<int:set_id>/results/", results.set_results, name="set_results"),
    path("results/<uuid:attempt_id>/", marks.pupil_attempt, name="pupil_attempt"),
    path("results/<uuid:attempt_id>/reopen/", marks.reopen_attempt, name="reopen_attempt"),
    path("results/<uuid:attempt_id>/delete/", marks.delete_attempt, name="delete_attempt"),
    path("results/<uuid:attempt_id>/<int:position>/mark/", marks.mark_answer, name="mark_answer"),
    path(
        "results/<uuid:attempt_id>/<int:position>/unmark/",
        marks.unmark_answer,
        name="unmark_answer",
    ),
    path(
        "results/<uuid:attempt_id>/<int:position>/comment/",
        marks.comment_answer,
        name="comment_answer",
    ),
    path("questions/<int:question_id>/regrade/", regrade.question_regrade, name="question_regrade"),
]

question_urls: list[URLPattern] = [
    path("questions/new/", editor.question_new, name="question_new"),
    path("questions/check/", editor.question_check, name="question_check"),
    path("questions/facts/", editor.fact_find, name="fact_find"),
    path("questions/draft/", editor.draft_keep, name="draft_keep"),
    path("questions/drafts/<uuid:draft_id>/", editor.draft, name="draft"),
    path("questions/drafts/<uuid:draft_id>/discard/", editor.draft_discard, name="draft_discard"),
    path("questions/reports/", questions.question_reports, name="question_reports"),
    path("questions/reports/<int:report_id>/", questions.report_settle, name="report_settle"),
    path("questions/<int:question_id>/", questions.question, name="question"),
    path("questions/<int:question_id>/edit/", editor.question_edit, name="question_edit"),
    path("questions/<int:question_id>/copy/", questions.question_copy, name="question_copy"),
    path("questions/<int:question_id>/retire/", questions.question_retire, name="question_retire"),
    path(
        "questions/<int:question_id>/restore/", questions.question_restore, name="question_restore"
    ),
    path(
        "questions/<int:question_id>/versions/",
        questions.question_versions,
        name="question_versions",
    ),
    path(
        "questions/<int:question_id>/versions/<int:number>/restore/",
        questions.version_restore,
        name="version_restore",
    ),
    path("pictures/<uuid:picture_id>/", pictures.picture, name="picture"),
]

pack_urls: list[URLPattern] = [
    path("packs/", authoring.own_packs, name="own_packs"),
    path("packs/import/", authoring.pack_import, name="pack_import"),
    path("packs/date-words/", authoring.date_words, name="date_words"),
    path("packs/<slug:pack_slug>/", authoring.own_pack, name="own_pack"),
    path("packs/<slug:pack_slug>/topics/", authoring.pack_topic, name="pack_topic"),
    path("packs/<slug:pack_slug>/delete/", pack_removal.pack_delete, name="pack_delete"),
    path(
        "packs/<slug:pack_slug>/topics/<slug:topic_slug>/delete/",
        pack_removal.topic_delete,
        name="topic_delete",
    ),
    path("packs/<slug:pack_slug>/sources/", authoring.pack_source, name="pack_source"),
    path(
        "packs/<slug:pack_slug>/sources/<slug:source_slug>/",
        authoring.source_edit,
        name="source_edit",
    ),
    path("packs/<slug:pack_slug>/who-sees-it/", authoring.pack_visibility, name="pack_visibility"),
    path("packs/<slug:pack_slug>/generate/", authoring.pack_generate, name="pack_generate"),
    path("packs/<slug:pack_slug>/export/", authoring.pack_export, name="pack_export"),
    path("packs/<slug:pack_slug>/facts/new/", authoring.fact_new, name="fact_new"),
    path("packs/<slug:pack_slug>/facts/<slug:fact_slug>/", authoring.fact_edit, name="fact_edit"),
    path(
        "packs/<slug:pack_slug>/facts/<slug:fact_slug>/remove/",
        authoring.fact_remove,
        name="fact_remove",
    ),
]

urlpatterns: list[URLPattern] = [
    *reading_urls,
    *account_urls,
    *progress_urls,
    *quiz_urls,
    *review_urls,
    *class_urls,
    *member_urls,
    *joining_urls,
    *people_urls,
    *set_urls,
    *pack_urls,
    *taking_urls,
    *exchange_urls,
    *assignment_urls,
    *result_urls,
    *question_urls,
]
