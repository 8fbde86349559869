using Kite.Simulator.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kite.Simulator.Rest;

/// <summary>Log-in, log-out, profile and margins.</summary>
internal sealed class SessionRoutes(World world)
{
    static readonly string[] s_exchanges = ["NSE", "NFO"];
    static readonly string[] s_products = ["NRML", "MIS"];
    static readonly string[] s_orderTypes = ["MARKET", "LIMIT", "SL"];

    public Route[] All =>
    [
        new("GET", "/connect/login", Bucket.Other, false, Login),
        new("POST", "/session/token", Bucket.Other, false, Mint),
        new("DELETE", "/session/token", Bucket.Other, false, End),
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
        Session session;
        lock (world.Gate)
            session = world.Sessions.Exchange(key, token, checksum) ?? throw new ApiException(403, "TokenException", "Token is invalid or has expired.");
        world.Journal.Sync();
        var account = session.Account;
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
            access_token = session.AccessToken,
            public_token = session.PublicToken,
            enctoken = "",
            refresh_token = "",
            silo = "",
            login_time = Ist.Stamp(session.MintedAt),
            meta = new { demat_consent = "consent" },
        });
    }

    Task<object?> End(Call call)
    {
        var (key, token) = (call.Required("api_key"), call.Required("access_token"));
        lock (world.Gate)
        {
            if (world.Sessions.Find(key, token) is null)
                throw ApiException.Token();
            world.Sessions.End(token);
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

    object Margin(string userId)
    {
        lock (world.Gate)
        {
            var (cash, premium, blocked) = (world.Portfolio.Cash(userId), world.Portfolio.Premium(userId), world.Portfolio.Blocked(userId));
            return Segment(true, (double)cash, (double)premium, (double)blocked);
        }
    }

    static object NoMargin() => Segment(false, 0, 0, 0);

    static object Segment(bool enabled, double cash, double premium, double blocked) => new
    {
        enabled,
        net = cash - premium - blocked,
        available = new
        {
            adhoc_margin = 0.0,
            cash,
            opening_balance = cash,
            live_balance = cash - premium - blocked,
            collateral = 0.0,
            intraday_payin = 0.0,
        },
        utilised = new
        {
            debits = premium + blocked,
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
            delivery = 0.0,
        },
    };
}
