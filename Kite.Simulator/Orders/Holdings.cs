using System.Globalization;
using System.Security.Cryptography;
using Kite.Simulator.Market;
using Kite.Simulator.Persistence;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Orders;

/// <summary>
/// Shares that were bought for delivery, settled a day after the trade, and the authorisation to sell them. The world's lock guards it.
/// </summary>
internal sealed class Holdings(World world)
{
    readonly Dictionary<(string User, uint Token), HoldingEntry> _held = [];
    readonly Dictionary<string, (string User, (uint Token, int Quantity)[] Asked)> _requests = [];
    readonly Dictionary<(string User, uint Token), int> _authorised = [];

    public IEnumerable<HoldingEntry> All => _held.Values;

    public IEnumerable<HoldingEntry> Of(string userId) => _held.Values.Where(h => h.UserId == userId);

    /// <summary>Units sold today out of what is held.</summary>
    public int Used(HoldingEntry holding)
    {
        var position = world.Portfolio.Find(holding.UserId, "CNC", holding.Token);
        return position is null ? 0 : Math.Clamp(-position.Quantity, 0, holding.Quantity + holding.Arriving);
    }

    public int Authorised(HoldingEntry holding) => _authorised.GetValueOrDefault((holding.UserId, holding.Token));

    /// <summary>Units that can still be sold for delivery: what is held and was bought today, less what was sold.</summary>
    public int Sellable(string userId, uint token)
    {
        var held = _held.TryGetValue((userId, token), out var h) ? h.Quantity + h.Arriving : 0;
        return held + (world.Portfolio.Find(userId, "CNC", token)?.Quantity ?? 0);
    }

    /// <summary>A sale that the depository has not been told of is refused with HTTP 428, where the account is not exempt.</summary>
    public void CheckAuthorised(OrderRequest request, Instrument instrument)
    {
        if (!world.Options.SalesNeedAuthorisation || request is not { Product: "CNC", TransactionType: "SELL" })
            return;
        if (_held.TryGetValue((request.UserId, instrument.Token), out var holding) && Authorised(holding) < Used(holding) + request.Quantity)
            throw new ApiException(428, "HoldingException", "Holdings need to be authorised at the depository before they can be sold.");
    }

    /// <summary>Asks for an authorisation; null quantities mean everything.</summary>
    public string Request(string userId, IReadOnlyList<(string Isin, int Quantity)> asked)
    {
        var wanted = asked.Count > 0
            ? asked.Select(a => (Of(userId).FirstOrDefault(h => IsinOf(h.Token) == a.Isin)?.Token ?? throw ApiException.Input("Invalid `isin`."), a.Quantity))
            : Of(userId).Select(static h => (h.Token, h.Quantity + h.Arriving));
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _requests[id] = (userId, [.. wanted]);
        return id;
    }

    /// <summary>The page where a person would confirm says yes at once; false when it does not know the request.</summary>
    public bool Confirm(string requestId)
    {
        if (!_requests.Remove(requestId, out var request))
            return false;
        foreach (var (token, quantity) in request.Asked)
            _authorised[(request.User, token)] = quantity;
        return true;
    }

    /// <summary>What arrived yesterday is settled, today's deliveries arrive, sales leave; authorisations end.</summary>
    public HoldingEntry[] EndDay()
    {
        _authorised.Clear();
        _requests.Clear();
        var next = new Dictionary<(string, uint), HoldingEntry>();
        foreach (var h in _held.Values)
            next[(h.UserId, h.Token)] = h with { Quantity = h.Quantity + h.Arriving, Arriving = 0 };
        foreach (var user in world.Sessions.Accounts)
        {
            foreach (var p in world.Portfolio.Of(user.UserId).Where(static p => p.Product == "CNC" && p.Quantity != 0))
            {
                var key = (p.UserId, p.Token);
                var h = next.GetValueOrDefault(key) ?? new(p.UserId, p.Token, 0, 0, 0);
                next[key] = p.Quantity < 0
                    ? h with { Quantity = Math.Max(0, h.Quantity + p.Quantity) }
                    : h with { Arriving = p.Quantity, Average = ((h.Average * h.Quantity) + (p.Average * p.Quantity)) / (h.Quantity + p.Quantity) };
            }
        }

        return [.. next.Values.Where(static h => h.Quantity + h.Arriving > 0)];
    }

    public void Restore(HoldingEntry[] holdings)
    {
        _held.Clear();
        foreach (var h in holdings)
            _held[(h.UserId, h.Token)] = h;
    }

    /// <summary>An auction is held for every share here; its number follows from the token.</summary>
    public static string AuctionNumberOf(Instrument share) => (share.Token >> 8).ToString(CultureInfo.InvariantCulture);

    public string? IsinOf(uint token) => world.Market.Find(token)?.Underlying.Facts.Isin;
}
