using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kite.Simulator.Persistence;

namespace Kite.Simulator.Sessions;

/// <summary>Accounts, request tokens (used once, good for a few minutes) and access tokens (dead at 06:00). The world's lock guards it.</summary>
internal sealed class SessionTable
{
    static readonly TimeSpan s_requestTokenLife = TimeSpan.FromMinutes(5);
    readonly World _world;
    readonly Dictionary<string, (Account Account, long At)> _requestTokens = [];
    readonly Dictionary<string, Session> _sessions = [];

    public SessionTable(World world, int accounts)
    {
        _world = world;
        Accounts = [.. Enumerable.Range(1, accounts).Select(static n => new Account(
            string.Create(CultureInfo.InvariantCulture, $"SIM{n:000}"),
            string.Create(CultureInfo.InvariantCulture, $"simkey{n:0000000000}"),
            string.Create(CultureInfo.InvariantCulture, $"simsecret{n:00000000000000000000000}")))];
    }

    public IReadOnlyList<Account> Accounts { get; }

    public Account? AccountOf(string apiKey) => Accounts.FirstOrDefault(a => a.ApiKey == apiKey);

    public string NewRequestToken(Account account)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _requestTokens[token] = (account, _world.Time.GetTimestamp());
        return token;
    }

    /// <summary>The session and its access token, or null when the request token or the checksum is wrong. A request token is gone after one try.</summary>
    public (Session Session, string AccessToken)? Exchange(string apiKey, string requestToken, string checksum)
    {
        if (!_requestTokens.Remove(requestToken, out var request) || request.Account.ApiKey != apiKey
            || _world.Time.GetElapsedTime(request.At) > s_requestTokenLife)
            return null;
        var expected = Hash(apiKey + requestToken + request.Account.ApiSecret);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(checksum)))
            return null;
        return Mint(request.Account);
    }

    public (Session Session, string AccessToken) Mint(Account account)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var session = new Session(account, Hash(token), _world.Market.Now);
        _sessions[session.TokenHash] = session;
        _world.Journal.Append(new() { Session = SessionEntry.Of(session) });
        return (session, token);
    }

    public Session? Find(string apiKey, string accessToken) =>
        _sessions.TryGetValue(Hash(accessToken), out var session) && session.Account.ApiKey == apiKey && IsGood(session) ? session : null;

    /// <summary>It was not ended and its token has not died.</summary>
    public bool IsGood(Session session) => _sessions.ContainsKey(session.TokenHash) && _world.Market.Now < DeathOf(session);

    public void End(Session session)
    {
        if (_sessions.Remove(session.TokenHash))
            _world.Journal.Append(new() { Session = SessionEntry.Of(session) with { Ended = true } });
    }

    /// <summary>Kills all tokens of a user, or of all users.</summary>
    public int EndAll(string? userId)
    {
        var dying = _sessions.Values.Where(s => userId is null || s.Account.UserId == userId).ToList();
        dying.ForEach(End);
        return dying.Count;
    }

    /// <summary>The sessions that are still good: what a new journal begins with.</summary>
    public IEnumerable<Session> Living() => _sessions.Values.Where(s => _world.Market.Now < DeathOf(s));

    public void Restore(SessionEntry entry)
    {
        // A journal of an earlier version holds no hash: its sessions log in again.
        if (entry.TokenHash is not { } hash)
            return;
        if (entry.Ended)
            _sessions.Remove(hash);
        else if (AccountOf(entry.ApiKey) is { } account)
            _sessions[hash] = new(account, hash, entry.MintedAt);
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    DateTimeOffset DeathOf(Session session)
    {
        var day = Market.TradingCalendar.DateOf(session.MintedAt);
        var death = Market.TradingCalendar.At(day, _world.Facts.Exchange.TokensDieAt);
        return session.MintedAt < death ? death : death.AddDays(1);
    }
}
