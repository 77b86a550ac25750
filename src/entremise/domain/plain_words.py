"""Words that tell little when two texts share them, in English, French, Arabic and Persian.

Written by hand for what is said in talks; no count of words is kept, so that what the guard finds does not change
with
how often others said it.
"""

from typing import Final

from entremise.domain.folding import folded_set

STOP: Final = folded_set("""
a an the this that these those and or but nor so yet if then than as at by for from in into of off on onto out over to
up with within without about above after again against all also am are aren be because been before being below between
both can cannot could did do does doing don done down during each either else ever every few further had has have
having
he her here hers him his how however i im is isn it its itself just ll may me might more most much must my myself no
not
now o only other others our ours own per re s same shall she should since some still such t their theirs them
themselves
there they through thus too toward towards under until upon us very via was we were what when where whether which
while
who whom whose why will would you your yours us ve d m one ones any anything nothing something everything another
le la les l un une des du de d et ou mais donc or ni car que qu qui quoi dont où ce c cet cette ces se s sa son ses
leur
leurs mon ma mes ton ta tes notre nos votre vos je j tu il elle on nous vous ils elles me m te t lui y en ne n pas
plus
moins très trop aussi ainsi alors avant après avec sans sous sur dans par pour entre vers chez contre depuis pendant
jusque jusqu si comme quand lorsque lorsqu puis à au aux est sont était étaient été être sera seront serait seraient
soit soient a ai as avons avez ont avait avaient aura auront aurait auraient ayant eu fait faire peut peuvent pourrait
pourraient pouvons doit doivent devrait même mêmes tout tous toute toutes autre autres chaque quel quelle quels
quelles
cela ceci ça celui celle ceux celles rien encore déjà là ici bien
في من إلى على عن مع بين بعد قبل عند حتى منذ خلال دون ضد حول نحو لدى هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين ما
ماذا
من هل هو هي هم هن نحن أنا أنت أنتم كان كانت يكون تكون يكونوا كانوا ليس ليست لا لن لم قد لقد سوف إن أن إذا لو كي لكي
لأن لأنه بأن أنه أنها أنهم كما كل بعض أي غير سوى إلا أو أم ثم و ف ب ل ك لكن بل حيث كيف متى أين لماذا أيضا فقط جدا هنا
هناك له لها لهم لنا لي به بها بهم فيه فيها فيهم عليه عليها عليهم منه منها منهم إليه إليها إليهم عنه عنها ذات نفس يمكن
يجب وهو وهي وهذا وقد ولا وإذا وإن وأن وما ومن ومع وفي وعلى
و در به از که را با برای این آن آنها آنان ما من تو او شما ایشان ها های هایی ی یا اما ولی اگر تا هم نیز هر همه هیچ چه
چرا
چون زیرا پس باز بر بی بین میان پیش بعد قبل روی زیر بدون درباره طی نزد است هست هستند هستیم بود بودند بوده باشد باشند
باشیم
نیست نیستند شد شده شود شوند می نمی خواهد خواهند خواهیم باید نباید شاید توان کرد کرده کند کنند کنیم کنم دارد دارند
داریم
دارم داشت داشته داشتند خود خودشان خودمان دیگر چنین همین همان چند چیزی کسی یک تواند توانند توانیم گر وی آیا سوی
""")
"""Words that hold a sentence together."""

PLAIN: Final = folded_set("""
accept acceptable accepted agree agreed agreement able add address allow already always announce answer answers appear
apply area arrangement arrive ask asked aspect aware back bad based become begin believe best better bring call came
case
change clear clearly close come comes coming comment concern concerned concerning confirm consider contact continue
convey conveyed country course current currently day days deal decide decision delegation delegations depend describe
detail details different difficult discuss discussed discussion discussions document documents early easy effort end
enough even exact example exchange expect explain fact far feel find fine first following form forward found free full
future general get give given go going good government great ground group hand happen hard hear heard help high hold
home
hope hour hours idea ideas important include including interest interested interests involve issue issues item items
join
keep kind know known language large last late later lead least leave left less let letter level like likely list
little
live long look looking lot low made main major make making man manner many matter matters mean means mediator meet
meeting meetings member members mention message messages met mind minister minute month months move name national
necessary need needed needs never new next night nobody note noted number object offer often old once open opening
order
paper part parties party past peace people perhaps person place places plan please point points political position
positions possible prefer prepare prepared present principle problem problems process progress proposal proposals
propose proposed provide public purpose put question questions quick quickly raise rather read ready real really
reason
reasonable receive received record refer regard regarding relation remain reply report represent request require
respect rest result return right role room rooms round rounds said say says second see seek seem seen send sent
serious
set settle settlement several short show side sides simple situation small soon speak special specific stage stand
start
state statement states stay step steps stop subject such suggest sure table take taken taking talk talks tell term
terms
thank thanks thing things think third thought time times today together told tomorrow topic trust try turn two
understand understanding understood use used useful usual view views visit wait want way ways week weeks welcome well
whole willing wish word words work working world write written year years yes yesterday sir kindly brief short
parallel
accepter accepté acceptable accord agenda aide aider ajouter aller annoncer appel apporter apprendre arriver attendre
autour aujourd hui demain hier avis avoir besoin bon bonne calendrier cas certain certaine certains chef chose choses
clair clairement comment commencer comprendre compte concernant condition confirmer connaître contact continuer contre
côté cours débat début délégation délégations demande demander demandé dernier dernière détail détails devoir dire dit
dites discuter discussion discussions document donner donné échange effort élément encore ensemble entendre entretien
envoyer équipe espérer essentiel étape étapes état exemple expliquer façon fin finir fois fond forme grand grande
groupe
heure heures idée idées important importante intérêt intérêts jour jours laisser lettre lieu liste long longue main
maintenant manière matin médiateur membre membres merci message messages mettre mois moment monde mot mots moyen
nécessaire nom nombre note nouveau nouvelle nouvelles objet offre ordre ouvert ouverte ouvrir papier parce parler part
partie parties passer paix pays pendant penser personne personnes petit petite place point points poser position
positions possible pouvoir premier première prendre préparer prêt prête prêts présent présenter principe problème
problèmes processus prochain prochaine progrès proposer proposé proposition propositions public question questions
raison recevoir reçu refuser regarder relation rencontre rencontrer rendez réponse répondre rester résultat retour
réunion réunions revenir rôle salle salles savoir second semaine semaines séance sens seul seule session situation
soir
solution souhait souhaiter souhaitons sujet sujets suite suivant suivante table temps tenir terme termes texte tour
tours travail travailler trouver utile valeur venir vie voie voir vouloir voulons vraiment vue
أجل آخر اتفاق اجتماع اجتماعات إجابة أخرى أساس أسبوع أسئلة استعداد مستعد مستعدون مستعدة أطراف الطرف طرف الطرفان الطرفين
أعضاء اقتراح مقترح أمر أمور أهم مهم مهمة أول أولى أيام بحث نبحث بداية بيان تحدث تفاصيل تفاهم تقدم ثاني ثانية جانب
الجانب الجانبان الجانبين جدول أعمال جديد جديدة جزء جلسة جلسات جميع جواب جولة جولات حال حالة حديث حل حوار خطوة خطوات
دور
دولة دول رأي رئيس رد رسالة رسائل زيارة سؤال سبب سلام شأن بشأن شخص شكرا شيء صباح ضرورة طاولة طريق طريقة طلب ظرف عام عدد
عرض عمل غد غدا غرفة غرف فترة فرصة فريق فكرة فهم قادم قادمة المقبل المقبلة قال قبول يقبل نقبل قرار قضية قضايا قول كبير
كبيرة كلام كلمة كلمات لقاء لقاءات مباحثات محادثات مرحلة مرة مسألة مسائل مساء مشكلة مصلحة مع معا معلومات مفاوضات مكان
مناقشة مناسب موافق موافقة موضوع موضوعات موعد موقف ناحية نتيجة نص نقطة نقاط نهاية هدف واحد وثيقة وجهة وسيط الوسيط وضع
وفد وفود وقت وقتا يوم اليوم
آخر آغاز آماده آینده احترام اساس اصل اطلاع اعضا اعلام امروز فردا دیروز امکان امیدوار انتظار انجام اول اولین اهمیت باره
بحث بخش برنامه بسیار بند بهتر بیان بیشتر پاسخ پایان پذیرش پیام پیشرفت پیشنهاد پیشنهادی تصمیم تفاهم توافق توجه جدی جدید
جزئیات جلسه جلسات جواب حاضر حال حرف حضور خواست خواهش خوب دارای دادن داد دهد دهند دهیم داده درخواست درست دستور دلیل دور
دولت دیدار دیدگاه راه رابطه رسید رسیدن روز روزها روشن زمان زمینه سال سپاس سخن سؤال سوال شخص شرایط شروع صبح صحبت صلح
صورت ضروری طرح طرف طرفین طول عصر علاقه عمل فرصت فکر قبول قرار قول کار کاری کشور کلمه کلمات گام گذشته گروه گرفت گرفته
گفت گفته گفتگو گفتگوها گفت‌وگو لازم مانند متن مثال مجدد محل مذاکره مذاکرات مرحله مردم مسئله مسائل مشکل مطرح معنا معنی
مفید ممکن مناسب منظور مورد موضع موضوع موضوعات میانجی میز نامه نتیجه نزدیک نشان نشست نشست‌ها نظر نفر نقش نقطه نکات نکته
نوع نیاز نیازمند وقت وضع وضعیت هدف هفته هیئت هیأت یادداشت
""")
"""Words of every meeting: three of them together are nobody's."""
