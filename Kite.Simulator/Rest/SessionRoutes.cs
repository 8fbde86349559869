using System.Security.Cryptography;
using Kite.Simulator.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kite.Simulator.Rest;

/// <summary>Log-in, log-out, profile and margins.</summary>
internal sealed class SessionRoutes(World world)
{
    static readonly string[] s_exchanges = ["NSE", "NFO", "BSE", "BFO", "MF"];
    static readonly string[] s_products = ["CNC", "NRML", "MIS", "CO"];
    static readonly string[] s_orderTypes = ["MARKET", "LIMIT", "SL", "SL-M"];

    public Route[] All =>
    [
        new("GET", "/connect/login", Bucket.Other, false, Login),
        new("POST", "/session/token", Bucket.Other, false, Mint),
        new("DELETE", "/session/token", Bucket.Other, false, End),
        new("POST", "/session/refresh_token", Bucket.Other, false, static _ =>
            throw new ApiException(403, "TokenException", "Invalid `refresh_token`.")),
        new("GET", "/user/profile/full", Bucket.Other, true, call => Done(FullProfile(call.Session!))),
        new("GET", "/user/profile", Bucket.Other, true, call => Done(Profile(call.Session!))),
        new("GET", "/user/margins", Bucket.Other, true, call => Done(new { equity = Margin(call.UserId), commodity = NoMargin() })),
        new("GET", "/user/margins/*", Bucket.Other, true, call => Done(call.Argument(0) switch
        {
            "equity" => Margin(call.UserId),
            "commodity" => NoMargin(),
            _ => throw ApiException.NotFound(),
        })),
    ];

    static Task<object?> Done(object? data) => Task.FromResult(data);

    /// <summary>The page where a person would type a password redirects at once.</summary>
    Task<object?> Login(Call call)
    {
        var key = call.Required("api_key");
        string token;
        lock (world.Gate)
        {
            var account = world.Sessions.AccountOf(key) ?? throw ApiException.Input("Invalid `api_key`.");
            token = world.Sessions.NewRequestToken(account);
        }

        var target = QueryHelpers.AddQueryString(world.RedirectUrl.ToString(), new Dictionary<string, string?>
        {
            ["action"] = "login",
            ["status"] = "success",
            ["request_token"] = token,
        });
        foreach (var (name, values) in QueryHelpers.ParseQuery(call.Value("redirect_params") ?? ""))
            target = QueryHelpers.AddQueryString(target, name, values.ToString());
        call.Http.Response.Redirect(target);
        return Done(Written.Instance);
    }

    Task<object?> Mint(Call call)
    {
        var (key, token, checksum) = (call.Required("api_key"), call.Required("request_token"), call.Required("checksum"));
        (Session Session, string AccessToken) minted;
        lock (world.Gate)
            minted = world.Sessions.Exchange(key, token, checksum) ?? throw new ApiException(403, "TokenException", "Token is invalid or has expired.");
        world.Journal.Sync();
        var account = minted.Session.Account;
        return Done(new
        {
            user_type = "individual",
            email = "simulated@example.com",
            user_name = "Simulated Trader",
            user_shortname = "Simulated",
            broker = "ZERODHA",
            exchanges = s_exchanges,
            products = s_products,
            order_types = s_orderTypes,
            avatar_url = (string?)null,
            user_id = account.UserId,
            api_key = account.ApiKey,
            access_token = minted.AccessToken,
            public_token = RandomNumberGenerator.GetHexString(32, lowercase: true),
            enctoken = "",
            refresh_token = "",
            silo = "",
            login_time = Ist.Stamp(minted.Session.MintedAt),
            meta = new { demat_consent = "consent" },
        });
    }

    Task<object?> End(Call call)
    {
        var key = call.Required("api_key");
        // Nobody has a refresh token here, so there is none to end.
        if (call.Value("refresh_token") is { Length: > 0 })
            throw new ApiException(403, "TokenException", "Invalid `refresh_token`.");
        var token = call.Required("access_token");
        lock (world.Gate)
        {
            world.Sessions.End(world.Sessions.Find(key, token) ?? throw ApiException.Token());
            world.Hub.EndDead();
        }

        return Done(true);
    }

    static object Profile(Session session) => new
    {
        user_id = session.Account.UserId,
        user_type = "individual",
        email = "simulated@example.com",
        user_name = "Simulated Trader",
        user_shortname = "Simulated",
        broker = "ZERODHA",
        exchanges = s_exchanges,
        products = s_products,
        order_types = s_orderTypes,
        avatar_url = (string?)null,
        meta = new { demat_consent = "consent" },
    };

    static object FullProfile(Session session) => new
    {
        user_id = session.Account.UserId,
        twofa_type = "totp",
        user_name = "Simulated Trader",
        user_type = "individual",
        email = "simulated@example.com",
        phone = "*0000",
        broker = "ZERODHA",
        bank_accounts = new[] { new { name = "SIMULATED BANK", branch = "", account = "*0000" } },
        dp_ids = new[] { "0000000000000000" },
        products = s_products,
        order_types = s_orderTypes,
        exchanges = s_exchanges,
        pan = "*000A",
        user_shortname = "Simulated",
        avatar_url = (string?)null,
        tags = Array.Empty<string>(),
        password_timestamp = "1970-01-01 00:00:00",
        twofa_timestamp = "1970-01-01 00:00:00",
        meta = new { poa = "physical", silo = "", account_blocks = Array.Empty<string>() },
    };

    object Margin(string userId)
    {
        lock (world.Gate)
        {
            var p = world.Portfolio;
            return Segment(true, (double)p.Cash(userId), (double)p.Premium(userId), (double)(p.Blocked(userId) + p.Reserved(userId)), (double)p.Delivery(userId));
        }
    }

    static object NoMargin() => Segment(false, 0, 0, 0, 0);

    static object Segment(bool enabled, double cash, double premium, double blocked, double delivery) => new
    {
        enabled,
        net = cash - premium - blocked - delivery,
        available = new
        {
            adhoc_margin = 0.0,
            cash,
            opening_balance = cash,
            live_balance = cash - premium - blocked - delivery,
            collateral = 0.0,
            intraday_payin = 0.0,
        },
        utilised = new
        {
            debits = premium + blocked + delivery,
            exposure = blocked * 0.2,
            m2m_realised = 0.0,
            m2m_unrealised = 0.0,
            option_premium = premium,
            payout = 0.0,
            span = blocked * 0.8,
            holding_sales = 0.0,
            turnover = 0.0,
            liquid_collateral = 0.0,
            stock_collateral = 0.0,
            delivery,
        },
    };
}
