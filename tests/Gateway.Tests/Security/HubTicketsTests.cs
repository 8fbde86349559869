using System.Security.Claims;
using Gateway.Security;

namespace Gateway.Tests.Security;

public class HubTicketsTests
{
    readonly ManualTime time = new(new(2025, 11, 20, 6, 30, 0, TimeSpan.Zero));
    readonly ClaimsPrincipal user = new(new ClaimsIdentity("key"));

    [Fact]
    public void A_ticket_is_good_once()
    {
        var tickets = new HubTickets(time);
        var ticket = tickets.Make(user)!;
        Assert.Same(user, tickets.Redeem(ticket));
        Assert.Null(tickets.Redeem(ticket));
        Assert.Null(tickets.Redeem("unknown"));
    }

    [Fact]
    public void A_ticket_is_good_for_half_a_minute()
    {
        var tickets = new HubTickets(time);
        var (first, second) = (tickets.Make(user)!, tickets.Make(user)!);
        time.Advance(TimeSpan.FromSeconds(HubTickets.LifeSeconds));
        Assert.Same(user, tickets.Redeem(first));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(tickets.Redeem(second));
    }

    [Fact]
    public void Outstanding_ones_are_bounded_and_old_ones_make_room()
    {
        var tickets = new HubTickets(time);
        for (var i = 0; i < 10_000; i++)
            Assert.NotNull(tickets.Make(user));
        Assert.Null(tickets.Make(user));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull(tickets.Make(user));
    }
}
