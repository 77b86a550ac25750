"""The agenda and positions, at the desk and in a room; a delegation's own papers and its mandate desk."""

from typing import Final

from entremise.api.operations.calls import Call, Malformed, Operation, Result, done, moment_in
from entremise.api.operations.entries import leave_given, on_item
from entremise.api.schema import DoneOut, LeaveIn, WrittenOut
from entremise.api.schema.agenda import (
    AcceptableOut,
    AcceptanceOut,
    AcceptIn,
    AuthoritiesIn,
    AuthorityOut,
    ConsultationIn,
    ConsultationOut,
    ConsultationToldOut,
    DeskAgendaOut,
    ItemIn,
    ItemOut,
    KeptOut,
    MandateOut,
    OrderIn,
    OwnViewOut,
    PaperIn,
    PaperOut,
    PapersOut,
    PositionIn,
    PositionOut,
    ProposalIn,
    ProposalOut,
    ReachIn,
    ReachOut,
    RoomAgendaOut,
    RoomIn,
    RoomItemOut,
    SettleIn,
    ShownOut,
    SideViewOut,
    StanceIn,
    TellItemIn,
    ViewIn,
    ZoneIn,
)
from entremise.domain.agenda import Item, Keeping, Proposal, Proposing
from entremise.domain.door.mandate import Accepting
from entremise.domain.errors import ABSENT, Refusal
from entremise.domain.events.mandate import Authority
from entremise.domain.ids import Label, Mark, SeatId
from entremise.domain.leave import Leave
from entremise.domain.mandate import Acceptance
from entremise.domain.positions import Setting, Standing, Zoning
from entremise.services import agenda, agenda_pages, mandate, positions
from entremise.services.agenda import Kept, Telling
from entremise.services.speaking import Written

MOST_DIGITS: Final = 6


# At the desk ----------------------------------------------------------------------------------------------


def items(call: Call) -> Result:
    """All that the desk keeps of the agenda, with positions, and what it was told of mandates."""
    page = agenda_pages.desk_page(call.parts, call.seat)
    none = Standing(item=0)
    return 200, DeskAgendaOut(
        items=[_item(one, page.standings.get(one.number, none)) for one in page.agenda.items],
        proposals=[_proposal(one) for one in page.agenda.proposals],
        consultations=[ConsultationToldOut(mark, until) for mark, until in page.mandates.consultations],
        acceptances=[acceptance_out(one) for one in page.mandates.acceptances],
    )


def new_item(call: Call) -> Result:
    """Put an item on the desk's agenda. No room is told."""
    keeping = _keeping(call.body)
    return _kept(agenda.keep_item(call.parts, call.seat, keeping, key=call.key), status=201)


def keep_item(call: Call) -> Result:
    """Write an item of the desk's agenda anew. No room is told."""
    number, keeping = _number(call), _keeping(call.body)
    if number is None:
        return ABSENT
    return _kept(agenda.keep_item(call.parts, call.seat, keeping, number=number, key=call.key))


def order(call: Call) -> Result:
    """Put the desk's items in another order. No room is told."""
    asked: OrderIn = call.body
    return done(agenda.order(call.parts, call.seat, asked.order, key=call.key))


def note_stance(call: Call) -> Result:
    """Note what a side is understood to think of an item."""
    asked: StanceIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    return done(agenda.note_stance(call.parts, call.seat, number, asked.room, stance=asked.stance, key=call.key))


def set_position(call: Call) -> Result:
    """Write down where a side stands on an item. No room is told."""
    asked: PositionIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    setting = Setting(
        item=number,
        mark=Mark(asked.room),
        stage=asked.stage,
        words=asked.words,
        place=asked.place,
        sources=_labels(asked.sources),
    )
    return done(positions.set_position(call.parts, call.seat, setting, key=call.key))


def set_zone(call: Call) -> Result:
    """Mark where progress on an item looks possible. No room is told."""
    asked: ZoneIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    zoning = Zoning(item=number, low=asked.low, high=asked.high, remark=asked.remark, caption=asked.caption)
    return done(positions.set_zone(call.parts, call.seat, zoning, key=call.key))


def tell_item(call: Call) -> Result:
    """Tell a room of an item, in these words and with this state; the item's number in that room."""
    asked: TellItemIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    telling = Telling(
        item=number,
        into=asked.room,
        title=asked.title,
        words=asked.words,
        state=asked.state,
        track=asked.track,
        form=asked.form,
        unnamed=asked.unnamed,
        sources=_labels(asked.sources),
        named=_labels(asked.named),
        sequence=asked.sequence,
        why=asked.why,
    )
    return _kept(agenda.show(call.parts, call.seat, telling, key=call.key))


def take_off(call: Call) -> Result:
    """Take an item off a room's agenda."""
    asked: RoomIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    return done(agenda.take_off(call.parts, call.seat, number, asked.room, key=call.key))


def tell_order(call: Call) -> Result:
    """Tell a room to take its items in the desk's order."""
    asked: RoomIn = call.body
    return done(agenda.sequence(call.parts, call.seat, asked.room, key=call.key))


# In a party's room ----------------------------------------------------------------------------------------


def own_agenda(call: Call) -> Result:
    """The room's agenda: what it was told, and what it proposed."""
    found = agenda.in_room(call.parts, call.seat.place)
    told = [
        RoomItemOut(
            number=one.number,
            kind=one.kind,
            title=one.title,
            words=one.words,
            state=one.state,
            track=one.track,
            raised_by=one.raised_by,
            refused_by=list(one.refused_by),
            proposal=one.proposal,
            after=list(one.after),
            at=one.at,
            view=OwnViewOut(one.view.stance, one.view.words, str(one.view.label)) if one.view is not None else None,
        )
        for one in found.items
    ]
    return 200, RoomAgendaOut(items=told, proposals=[_proposal(one) for one in found.proposals])


def propose(call: Call) -> Result:
    """Propose an item to the mediator, as an entry with a leave."""
    asked: ProposalIn = call.body
    leave = _leave(asked.leave)
    if isinstance(leave, Malformed):
        return leave
    proposing = Proposing(title=asked.title, kind=asked.kind, words=asked.words)
    return _written(agenda.propose(call.parts, call.seat, proposing, leave=leave, key=call.key))


def give_view(call: Call) -> Result:
    """Tell the mediator what the delegation thinks of an item, as an entry with a leave."""
    asked: ViewIn = call.body
    leave = _leave(asked.leave)
    if isinstance(leave, Malformed):
        return leave
    return _written(
        agenda.give_view(
            call.parts,
            call.seat,
            asked.item,
            stance=asked.stance,
            words=asked.words,
            leave=leave,
            key=call.key,
        )
    )


def papers(call: Call) -> Result:
    """The positions, interests and red lines that the delegation keeps for itself."""
    found = positions.stands(call.parts, call.seat.place)
    return 200, PapersOut([PaperOut(one.number, one.item, one.kind, one.words, one.role, one.at) for one in found])


def keep_paper(call: Call) -> Result:
    """Keep such a paper, write it anew, or keep it no more. The mediator is told nothing."""
    asked: PaperIn = call.body
    kept = positions.keep_stand(
        call.parts,
        call.seat,
        item=asked.item,
        kind=asked.kind,
        words=asked.words,
        number=asked.number,
        key=call.key,
    )
    return _kept(kept, status=201)


def own_mandate(call: Call) -> Result:
    """The delegation's mandate desk, and what can be accepted."""
    page = agenda_pages.mandate_page(call.parts, call.seat)
    found = page.page.mandate
    clock = found.consultation
    return 200, MandateOut(
        mandates=[ReachOut(one.item, one.reach, one.words, one.role, one.at) for one in found.mandates],
        chain=[AuthorityOut(one.office, one.seat) for one in found.chain],
        consultation=ConsultationOut(clock.until, clock.words, clock.told, clock.at) if clock is not None else None,
        acceptances=[acceptance_out(one) for one in found.acceptances],
        acceptable=[
            AcceptableOut(str(entry.label), entry.text, agenda_pages.digest_of_entry(entry))
            for entry in page.acceptable
        ],
    )


def set_reach(call: Call) -> Result:
    """Write down how far the mandate goes. The mediator is told nothing."""
    asked: ReachIn = call.body
    return done(
        mandate.set_mandate(call.parts, call.seat, asked.item, reach=asked.reach, words=asked.words, key=call.key)
    )


def name_authorities(call: Call) -> Result:
    """Name who confirms what the delegation accepts. The mediator is told nothing."""
    asked: AuthoritiesIn = call.body
    chain = [Authority(office=one.office, seat=SeatId(one.seat) if one.seat else None) for one in asked.chain]
    return done(mandate.name_authorities(call.parts, call.seat, chain, key=call.key))


def consult(call: Call) -> Result:
    """Set until when the delegation consults."""
    asked: ConsultationIn = call.body
    until = moment_in(asked.until)
    if isinstance(until, Malformed):
        return until
    return done(mandate.consult(call.parts, call.seat, until, words=asked.words, told=asked.told, key=call.key))


def accept(call: Call) -> Result:
    """Accept what the mediator brought, said or announced, subject to the word of an authority."""
    asked: AcceptIn = call.body
    leave, label = _leave(asked.leave), Label.parse(call.path["number"], series=call.seat.mark or "")
    if isinstance(leave, Malformed):
        return leave
    if label is None:
        return ABSENT
    kept = mandate.accept(
        call.parts,
        call.seat,
        label,
        Accepting(
            digest=asked.digest,
            authority=asked.authority,
            words=asked.words,
            name_authority=asked.name_authority,
            leave=leave,
        ),
        on=on_item(asked.on),
        key=call.key,
    )
    return _kept(kept, status=201)


def settle(call: Call) -> Result:
    """Record the authority's word on an acceptance."""
    asked: SettleIn = call.body
    number = _number(call)
    if number is None:
        return ABSENT
    return done(
        mandate.settle(
            call.parts, call.seat, number, digest=asked.digest, final=asked.final, words=asked.words, key=call.key
        )
    )


AGENDA: Final = (
    Operation(method="GET", path="/agenda", does=own_agenda, gives=RoomAgendaOut, desk=False, says="The room's agenda"),
    Operation(
        method="POST",
        path="/agenda/proposals",
        does=propose,
        takes=ProposalIn,
        gives=WrittenOut,
        status=201,
        desk=False,
        says="Propose an item",
    ),
    Operation(
        method="POST",
        path="/agenda/views",
        does=give_view,
        takes=ViewIn,
        gives=WrittenOut,
        status=201,
        desk=False,
        says="Say what the delegation thinks of an item",
    ),
    Operation(method="GET", path="/agenda/items", does=items, gives=DeskAgendaOut, desk=True, says="The desk's agenda"),
    Operation(
        method="POST",
        path="/agenda/items",
        does=new_item,
        takes=ItemIn,
        gives=KeptOut,
        status=201,
        desk=True,
        says="Put an item on the desk's agenda",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}",
        does=keep_item,
        takes=ItemIn,
        gives=KeptOut,
        desk=True,
        says="Write an item anew",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}/stance",
        does=note_stance,
        takes=StanceIn,
        gives=DoneOut,
        desk=True,
        says="Note what a side thinks of an item",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}/position",
        does=set_position,
        takes=PositionIn,
        gives=DoneOut,
        desk=True,
        says="Write down where a side stands",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}/zone",
        does=set_zone,
        takes=ZoneIn,
        gives=DoneOut,
        desk=True,
        says="Mark where progress looks possible",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}/tell",
        does=tell_item,
        takes=TellItemIn,
        gives=KeptOut,
        desk=True,
        says="Tell a room of an item",
    ),
    Operation(
        method="POST",
        path="/agenda/items/{id}/take-off",
        does=take_off,
        takes=RoomIn,
        gives=DoneOut,
        desk=True,
        says="Take an item off a room's agenda",
    ),
    Operation(
        method="POST",
        path="/agenda/order",
        does=order,
        takes=OrderIn,
        gives=DoneOut,
        desk=True,
        says="Put the desk's items in another order",
    ),
    Operation(
        method="POST",
        path="/agenda/order/tell",
        does=tell_order,
        takes=RoomIn,
        gives=DoneOut,
        desk=True,
        says="Tell a room the order of its items",
    ),
    Operation(
        method="GET", path="/papers", does=papers, gives=PapersOut, desk=False, says="The delegation's own papers"
    ),
    Operation(
        method="POST",
        path="/papers",
        does=keep_paper,
        takes=PaperIn,
        gives=KeptOut,
        status=201,
        desk=False,
        says="Keep a paper for the delegation",
    ),
    Operation(
        method="GET", path="/mandate", does=own_mandate, gives=MandateOut, desk=False, says="The delegation's mandate"
    ),
    Operation(
        method="POST",
        path="/mandate/reach",
        does=set_reach,
        takes=ReachIn,
        gives=DoneOut,
        desk=False,
        says="Write down how far the mandate goes",
    ),
    Operation(
        method="POST",
        path="/mandate/authorities",
        does=name_authorities,
        takes=AuthoritiesIn,
        gives=DoneOut,
        desk=False,
        says="Name who confirms",
    ),
    Operation(
        method="POST",
        path="/mandate/consultation",
        does=consult,
        takes=ConsultationIn,
        gives=DoneOut,
        desk=False,
        says="Set until when the delegation consults",
    ),
    Operation(
        method="POST",
        path="/entries/{number}/accept",
        does=accept,
        takes=AcceptIn,
        gives=KeptOut,
        status=201,
        desk=False,
        says="Accept ad referendum",
    ),
    Operation(
        method="POST",
        path="/mandate/acceptances/{id}/settle",
        does=settle,
        takes=SettleIn,
        gives=DoneOut,
        desk=False,
        says="Record the authority's word",
    ),
)


def _number(call: Call) -> int | None:
    text = call.path["id"]
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _labels(texts: list[str]) -> tuple[Label, ...]:
    """The entries that were named; their form has been checked."""
    return tuple(label for text in texts if (label := Label.parse(text, series="")) is not None)


def _leave(asked: LeaveIn | None) -> Leave | Malformed | None:
    return None if asked is None else leave_given(asked)


def _keeping(asked: ItemIn) -> Keeping:
    return Keeping(
        title=asked.title,
        kind=asked.kind,
        words=asked.words,
        state=asked.state,
        track=asked.track,
        after=tuple(asked.after),
        sources=_labels(asked.sources),
    )


def _kept(kept: Kept | Refusal, *, status: int = 200) -> Result:
    return kept if isinstance(kept, Refusal) else (status, KeptOut(kept.number, kept.at))


def _written(written: Written | Refusal) -> Result:
    if isinstance(written, Refusal):
        return written
    return 201, WrittenOut(written.label.number, str(written.label), written.at)


def _item(item: Item, standing: Standing) -> ItemOut:
    zone = standing.zone
    return ItemOut(
        number=item.number,
        kind=item.kind,
        title=item.title,
        words=item.words,
        state=item.state,
        track=item.track,
        after=list(item.after),
        sources=[str(label) for label in item.sources],
        at=item.at,
        raised_by=[str(mark) for mark in item.raised_by],
        refused_by=[str(mark) for mark in item.refused_by],
        views=[
            SideViewOut(view.mark, view.stance, view.words, str(view.label) if view.label is not None else None)
            for view in item.views
        ],
        shown=[
            ShownOut(
                room=one.mark,
                number=one.number,
                title=one.title,
                words=one.words,
                state=one.state,
                track=one.track,
                raised_by=one.raised_by,
                refused_by=list(one.refused_by),
                after=list(one.after),
                at=one.at,
                off=one.off,
            )
            for one in item.shown
        ],
        positions=[
            PositionOut(one.mark, one.stage, one.words, one.place, [str(label) for label in one.sources], one.at)
            for one in standing.positions
        ],
        movement=standing.movement,
        low=zone.low if zone is not None else None,
        high=zone.high if zone is not None else None,
        remark=zone.remark if zone is not None else "",
    )


def _proposal(one: Proposal) -> ProposalOut:
    return ProposalOut(
        number=one.number,
        entry=str(one.label),
        kind=one.kind,
        title=one.title,
        words=one.words,
        at=one.at,
        item=one.item,
        room=one.mark,
    )


def acceptance_out(one: Acceptance) -> AcceptanceOut:
    """An acceptance, as its place knows it."""
    return AcceptanceOut(
        number=one.number,
        of=str(one.of),
        digest=one.digest,
        authority=one.authority,
        entry=str(one.label),
        at=one.at,
        final=one.final,
        settled_in=str(one.settled_by) if one.settled_by is not None else None,
        settled=one.settled,
        room=one.mark,
    )
