"""
What organisers write above their columns, in the languages of TFT's players.

Phrases are compared as whole words (see `words`). A phrase in `AGAINST` speaks against a role wherever it stands: most
wrong guesses are questions *about* a thing ("Did you join our Discord?").
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard.models import Role
from tiltyard_sheets.columns.words import words


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(phrase for line in text.strip().splitlines() for one in line.split("|") if (phrase := words(one)))


PHRASES: Mapping[Role, frozenset[tuple[str, ...]]] = {
    Role.DISCORD: _phrases("""
        discord | discord name | discord tag | discord id | discord user | discord username | discord user name
        discord handle | discord account | discord nick | discord nickname | discord user id | discordtag | discordid
        disc | disc name | disc tag | dc | dc name | dc tag | dc id | dc username | your discord | discord contact
        discord benutzername | discord nutzername | pseudo discord | identifiant discord | compte discord | nom discord
        usuario de discord | usuario discord | nombre de discord | cuenta de discord | nome discord | nome no discord
        usuario do discord | utente discord | nick discord | nazwa discord | nick na discordzie | discord adi
        discord kullanici adi | дискорд | ник в дискорде | имя в дискорде | тег дискорд | ник дискорд | діскорд
        ντισκορντ | ديسكورد | حساب ديسكورد | 디스코드 | 디스코드 아이디 | 디코 | 디스코드 닉네임 | 디스코드 태그
        ディスコード | ディスコード名 | ディスコードid | discord名 | discord账号 | discord 帳號 | discord帐号 | discord昵称
        ten discord | tai khoan discord | ชื่อ discord | ดิสคอร์ด | id discord | discord alias | discord snowflake
        """),
    Role.IGN: _phrases("""
        ign | riot id | riotid | riot name | riot tag | riot account | riot username | riot games id | riot id and tag
        riot id tag | riot id tagline | riot id hashtag | in game name | ingame name | in game id | ingame | game name
        in game username | gamertag | gamer tag | summoner name | summoner | summoner id | summoners name | tft name
        tft ign | tft account | tft username | lol name | league name | league ign | league of legends name | account name
        main ign | main account | main riot id | player name | player ign | player | username | user name | nick
        nickname | nick name | ingame nick | in game nick | game id | player id | tournament ign | playing name
        teamfight tactics name | tft id | lolchess name | riot nick | riot user | handle | spielername | ingame name
        riot id mit tag | beschworername | beschwoerername | spieler | pseudo | pseudo en jeu | pseudo riot | joueur
        nom dinvocateur | nom d invocateur | identifiant riot | compte riot | pseudo ingame | pseudo tft | id riot
        nombre de invocador | nombre en el juego | nombre de jugador | jugador | nick en el juego | usuario riot
        cuenta de riot | invocador | nome de invocador | nome no jogo | nick no jogo | jogador | conta riot
        nome evocatore | nome in gioco | giocatore | nick in gioco | nazwa przywolywacza | nick w grze | gracz
        nazwa gracza | sihirdar adi | oyuncu adi | oyuncu | oyun ici isim | oyun ici ad | spelersnaam | speler
        spelarnamn | spillernavn | pelaajanimi | herni jmeno | jmeno hrace | hrac | prezdivka | kullanici adi
        ник | никнейм | ник в игре | имя призывателя | игровой ник | имя в игре | riot айди | игрок | аккаунт riot
        нік | нікнейм | нік у грі | гравець | όνομα παίκτη | παίκτης | όνομα στο παιχνίδι | اسم اللاعب | الاسم في اللعبة
        اسم المستدعي | معرف رايوت | 소환사명 | 소환사 이름 | 소환사 | 라이엇 아이디 | 라이엇 id | 닉네임 | 롤체 닉네임 | 인게임 닉네임
        게임 닉네임 | 플레이어 | サモナー名 | サモナーネーム | ライアットid | プレイヤー名 | プレイヤー | ゲーム内名 | ゲーム内の名前 | riot名
        召唤师名 | 召唤师名称 | 召喚師名稱 | 召喚師名 | 游戏名 | 游戏昵称 | 游戏id | 遊戲名稱 | 遊戲暱稱 | 遊戲id | 玩家 | 玩家名称 | 昵称
        ten trong game | ten ingame | ten nguoi choi | nguoi choi | ten trieu hoi su | ชื่อในเกม | ชื่อผู้เล่น | nama in game
        nama pemain | nickname game | id game | riot id lengkap
        """),
    Role.ALT_IGN: _phrases("""
        alt | alts | alt ign | alt igns | alt account | alt accounts | alt name | alt names | alt riot id | alternate
        alternates | alternate ign | alternate igns | alternate account | alternate accounts | alternative accounts
        alternative ign | alternative account | smurf | smurfs | smurf account | smurf accounts | smurf ign | smurf name
        second account | second ign | second riot id | secondary account | secondary ign | secondary riot id
        secondary accounts | other account | other accounts | any other accounts | other ign | other igns | other riot ids
        additional account | additional accounts | additional ign | additional igns | additional riot ids | backup account
        backup ign | 2nd account | 2nd ign | ign 2 | riot id 2 | account 2 | extra accounts | previous ign | old ign
        zweitaccount | zweit account | zweitaccounts | weitere accounts | weitere konten | andere accounts | nebenaccount
        autre compte | autres comptes | comptes secondaires | compte secondaire | otras cuentas | otra cuenta
        cuenta secundaria | cuentas secundarias | cuenta alternativa | smurfy | outras contas | outra conta
        conta secundaria | contas secundarias | conta alternativa | altri account | account secondario | secondo account
        inne konta | drugie konto | dodatkowe konta | diger hesaplar | yan hesap | ikinci hesap | tweede account
        andra konton | смурф | смурфы | другие аккаунты | второй аккаунт | дополнительный аккаунт | твинк | інші акаунти
        부계정 | 부캐 | 다른 계정 | サブアカウント | サブ垢 | 别の账号 | 小号 | 小號 | 其他账号 | 副账号 | 分身帳號
        tai khoan phu | nick phu | บัญชีสำรอง | akun lain | akun kedua | حسابات أخرى | حساب ثانوي
        """),
    Role.PRONOUNS: _phrases("""
        pronouns | pronoun | preferred pronouns | your pronouns | pronouns optional | pronomen | pronoms | pronom
        pronombres | pronombre | pronomes | pronome | pronomi | zaimki | zamirler | zamir | voornaamwoorden | pronomina
        местоимения | займенники | αντωνυμίες | الضمائر | 대명사 | 인칭대명사 | 代名詞 | 代词 | 代詞 | 人称代词 | dai tu
        dai tu nhan xung | สรรพนาม | kata ganti | zajmena
        """),
    Role.REGISTERED: _phrases("""
        registered | registration | registration status | is registered | reg | regd | signed up | sign up | signup
        confirmed | registration confirmed | accepted | approved | entry confirmed | registriert | angemeldet | anmeldung
        bestatigt | inscrit | inscription | confirme | inscrito | inscrita | registrado | registrada | inscripcion
        confirmado | inscricao | registrato | iscritto | iscrizione | confermato | zarejestrowany | zapisany | rejestracja
        potwierdzony | kayitli | kayit | kayit durumu | onaylandi | geregistreerd | ingeschreven | registrerad | anmald
        tilmeldt | pameldt | ilmoittautunut | registrovan | зарегистрирован | регистрация | подтвержден | зареєстрований
        εγγεγραμμένος | εγγραφή | مسجل | التسجيل | 등록 | 등록됨 | 등록 여부 | 참가 확정 | 登録 | 登録済み | 参加登録 | 已报名 | 已註冊 | 已注册
        报名 | 報名 | da dang ky | dang ky | ลงทะเบียน | ลงทะเบียนแล้ว | terdaftar | pendaftaran
        """),
    Role.CHECKIN: _phrases("""
        checkin | check in | checked in | checkedin | check in status | checked | is checked in | checkin status | present
        attendance | here | attending | eingecheckt | anwesend | check in erledigt | check in effectue | pointage | presence
        presente | presencia | asistencia | presenca | presenza | check in feito | check in hecho | obecnosc | obecny
        giris yapti | katilim | aanwezig | ingecheckt | incheckad | narvaro | tjekket ind | paikalla | pritomen
        чекин | чек ин | отметка | присутствие | отметился | чек ін | присутній | παρουσία | παρών | تسجيل الحضور | حضور | الحضور
        체크인 | 출석 | 체크인 여부 | チェックイン | チェックイン済み | 出席 | 签到 | 簽到 | 已签到 | 已簽到 | 报到 | 報到 | diem danh
        da check in | เช็คอิน | เช็กอิน | hadir | kehadiran | checkin done
        """),
    Role.TEAM: _phrases("""
        team | team name | teamname | duo | duo name | duo partner | partner | double up partner | double up team
        duo team | squad | group name | clan | org | organisation | organization | roster name | your team | team tag
        mannschaft | teampartner | equipe | nom de lequipe | nom dequipe | partenaire | equipo | nombre del equipo
        nombre de equipo | companero | nome da equipe | nome do time | time | dupla | squadra | nome squadra | nome team
        druzyna | nazwa druzyny | takim | takim adi | ploeg | ploegnaam | lag | lagnavn | lagnamn | joukkue | tym
        nazev tymu | команда | название команды | напарник | назва команди | ομάδα | όνομα ομάδας | فريق | اسم الفريق | 팀
        팀명 | 팀 이름 | 듀오 | チーム | チーム名 | 队伍 | 队名 | 战队 | 隊伍 | 隊名 | 战队名 | doi | ten doi | ทีม | ชื่อทีม | tim
        nama tim
        """),
    Role.RANK: _phrases("""
        rank | current rank | peak rank | tft rank | your rank | ranked | ranking | tier | elo | lp | mmr | division
        highest rank | rank current | solo rank | current tft rank | rank and lp | league | skill level | rank tft | rang
        aktueller rang | elo tft | rango | rango actual | elo actual | classement | niveau | classement actuel | liga
        ranque | elo atual | patente | grado | rango attuale | ranga | aktualna ranga | kademe | lig | kume | huidige rank
        nuvarande rank | rankki | ранг | текущий ранг | лига | эло | дивизион | ранк | κατάταξη | βαθμίδα | الرتبة | رانك | التصنيف
        티어 | 랭크 | 현재 티어 | 최고 티어 | ランク | 現在のランク | 最高ランク | 段位 | 当前段位 | 目前段位 | 排位 | 牌位 | hang | bac rank | xep hang
        muc rank | แรงค์ | แรงก์ | peringkat
        """),
    Role.REGION: _phrases("""
        region | server | server region | riot region | platform | shard | your region | region server | game server
        server name | account region | tft server | tft region | regiao | servidor | region del servidor | serveur
        regione | region serwer | serwer | sunucu | bolge | regio | alue | oblast | palvelin | регион | сервер | регіон
        περιοχή | διακομιστής | المنطقة | السيرفر | الخادم | سيرفر | 서버 | 지역 | サーバー | リージョン | 地域 | 服务器 | 伺服器 | 大区 | 区服 | 地区
        may chu | khu vuc | เซิร์ฟเวอร์ | เซิฟเวอร์ | wilayah
        """),
    Role.EMAIL: _phrases("""
        email | e mail | email address | e mail address | mail | mail address | your email | contact email | e mail adresse
        email adresse | adresse e mail | adresse mail | adresse email | courriel | correo | correo electronico
        direccion de correo electronico | direccion de correo | endereco de e mail | endereco de email | indirizzo email
        indirizzo e mail | posta elettronica | adres e mail | adres email | e posta | eposta | e posta adresi | e mailadres
        e postadress | e post | sahkoposti | e mailova adresa | почта | электронная почта | адрес электронной почты | имейл
        пошта | електронна пошта | ηλεκτρονικό ταχυδρομείο | διεύθυνση ηλεκτρονικού ταχυδρομείου | البريد الإلكتروني | بريد | ايميل
        이메일 | 이메일 주소 | 메일 | メール | メールアドレス | eメール | 邮箱 | 电子邮箱 | 電子郵件 | 邮箱地址 | 電子郵件地址 | 信箱 | dia chi email
        อีเมล | ที่อยู่อีเมล | alamat email | surel
        """),
    Role.TIMESTAMP: _phrases("""
        timestamp | time stamp | submitted at | submitted | submission time | submission date | date submitted | signup time
        sign up time | sign up date | registration time | registration date | registered at | registered on | created at
        date | datetime | date time | joined at | submit date | zeitstempel | datum | zeit | anmeldezeit | horodateur
        horodatage | date dinscription | marca temporal | fecha | fecha de registro | hora | marca de tiempo
        fecha de inscripcion | carimbo de data hora | data | data de inscricao | informazioni cronologiche | data e ora
        sygnatura czasowa | zaman damgasi | tarih | kayit tarihi | tijdstempel | tidsstampel | tidsstempel | tidstempel
        aikaleima | casova znacka | casove razitko | отметка времени | дата | время | дата регистрации | позначка часу
        χρονική σήμανση | ημερομηνία | طابع زمني | التاريخ | 타임스탬프 | 타임 스탬프 | 등록일 | 등록 시간 | 날짜 | タイムスタンプ | 日時 | 登録日時
        时间戳 | 时间戳记 | 時間戳記 | 提交时间 | 报名时间 | 報名時間 | dau thoi gian | thoi gian | ngay dang ky | ประทับเวลา | วันที่ | stempel waktu
        cap waktu | tanggal
        """),
    Role.SEED: _phrases("""
        seed | seeding | seed number | seed no | seeds | starting seed | setzplatz | setzliste | tete de serie
        cabeza de serie | semilla | siembra | cabeca de chave | testa di serie | rozstawienie | seri basi | plaatsing
        seedning | посев | сид | посів | 시드 | 시드 번호 | シード | シード順 | シード番号 | 种子 | 种子号 | 種子 | 種子序 | hat giong | ซีด | unggulan
        """),
    Role.NOTES: _phrases("""
        notes | note | comment | comments | remarks | remark | anything else | additional info | additional information
        additional comments | additional notes | other notes | other comments | admin notes | staff notes | questions
        questions or comments | comments questions | extra info | misc | anything else we should know | message
        anything we should know | feedback | special requests | notizen | notiz | anmerkungen | anmerkung | bemerkungen
        bemerkung | kommentar | kommentare | sonstiges | remarques | remarque | commentaire | commentaires | autre chose
        notas | nota | comentarios | comentario | observaciones | observacoes | commenti | commento | osservazioni
        uwagi | notatki | komentarz | komentarze | notlar | aciklama | yorum | yorumlar | opmerkingen | opmerking
        kommentarer | anteckningar | bemaerkninger | huomioita | lisatietoja | poznamky | poznamka | примечания | примечание
        комментарий | комментарии | заметки | примітки | коментар | σημειώσεις | σχόλια | ملاحظات | ملاحظة | تعليقات | 비고 | 메모
        참고사항 | 기타 | 하고 싶은 말 | 備考 | メモ | コメント | その他 | 备注 | 備註 | 留言 | 其他说明 | 附注 | ghi chu | nhan xet | หมายเหตุ
        ความคิดเห็น | catatan | komentar | keterangan
        """),
}

AGAINST: Mapping[Role, frozenset[tuple[str, ...]]] = {
    Role.DISCORD: _phrases("""
        joined | join | server | link | invite | captain | captains | partners | partner | teammate | role | roles | member
        member of | are you in | are you on | rules | age | nitro | beigetreten | rejoint | unido | channel | agree | duo
        teammates | substitute | coach | manager
        """),
    Role.IGN: _phrases("""
        discord | dc | partner | partners | teammate | teammates | captain | captains | team | alt | alts | alternate
        alternates | smurf | smurfs | second | secondary | 2nd | other | others | additional | another | rank | region | server
        email | link | url | opgg | op gg | lolchess | twitch | twitter | youtube | real | first | last | legal | full | age
        rules | number | count | previous | old | duo | points | instagram | steam | epic | battlenet | checked | check
        substitute | sub | referrer | referred | referral | caster | host | country | id card | of players | coach | banned
        fee | paid | bracket | lobby | former | backup | extra | twitter handle | invited | staff | group | 디스코드 | дискорд | ディスコード
        """),
    Role.ALT_IGN: _phrases("number of | agree | allowed | rules | do you have | discord | link | partner | how many"),
    Role.PRONOUNS: _phrases("pronounced | pronunciation | partner | teammate | captain"),
    Role.REGISTERED: _phrases("""
        date | time | at | on | by | fee | link | url | number | id | email | before | rules | attendance | already | age
        how | where | why | closes | opens | deadline | order | agree | cancelled
        """),
    Role.CHECKIN: _phrases("""
        time | at | out | date | rules | agree | available | available to | baggage | opens | closes | closed | message | where
        can you | link | by
        """),
    Role.TEAM: _phrases("""
        captain | captains | size | discord | logo | number | members | free agent | looking | manager | comp | comps | riot
        ign | rank | points | id | favorite | favourite | do you have | composition | email | contact | how many | region
        country | sub | coach | placement | score | count | member | player | stamp | zone | captainname | pronouns | checked
        """),
    Role.RANK: _phrases("""
        points | placement | final | place | partners | partner | teammates | link | proof | screenshot | minimum | requirement
        of legends | teammate | required | league of legends | name | overall | seed | duo | average | avg | captain | lobby
        """),
    Role.REGION: _phrases("""
        discord | link | invite | partner | rules | join | joined | ping | time zone | timezone | captain | boost | nickname
        """),
    Role.EMAIL: _phrases(
        "subscribe | newsletter | paypal | sent | captain | captains | partner | receive | may we | can we | opt"
    ),
    Role.TIMESTAMP: _phrases("""
        zone | birth | of birth | birthday | available | availability | checked | check | start | match | round | game | play
        preferred | geburt | geburtsdatum | naissance | nacimiento | nascimento | nascita | urodzenia | dogum | рождения
        event | tournament | updated | best | paid | expiry | played | limit | team | verified | you | commit | end
        """),
    Role.SEED: _phrases("points | name | random | rng"),
    Role.NOTES: _phrases("patch | release | read | rules"),
}
"""Words that speak against a role. A phrase of the role that contains the word itself is not hurt by it."""

NOTHING: frozenset[tuple[str, ...]] = _phrases("""
    points | total points | total | score | placement | placements | place | wins | losses | round | game | lobby | bracket
    group | avg placement | average placement | first name | last name | real name | full name | name | age | country | city
    birthday | date of birth | phone | phone number | twitch | twitter | youtube | instagram | tiktok | twitch link | paypal
    opgg | op gg | lolchess | lolchess link | profile link | stream | availability | timezone | time zone | paid | fee | role
    prize | how did you hear about us | vorname | nachname | land | pays | pais | prenom | nombre | name and surname | status
    """)
"""Headers that are something else, or too little to go by."""
