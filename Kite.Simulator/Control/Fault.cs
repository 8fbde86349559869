using System.Text;
using Kite.Simulator.Rest;
using Microsoft.AspNetCore.Http;

namespace Kite.Simulator.Control;

/// <summary>What goes wrong with a request.</summary>
internal enum FaultKind
{
    /// <summary>The answer comes later.</summary>
    Delay,

    /// <summary>The request is carried out and never answered.</summary>
    HoldAfter,

    /// <summary>The request is carried out and the connection is reset.</summary>
    DropAfter,

    /// <summary>The request is not carried out and the connection is reset.</summary>
    DropBefore,

    /// <summary>The request is not carried out and is never answered.</summary>
    HoldBefore,

    /// <summary>The request is not carried out and is answered with a status of the broker's.</summary>
    Refuse,

    /// <summary>The request is carried out and is answered with a status of the broker's all the same.</summary>
    RefuseAfter,

    /// <summary>The request is carried out, and half of a JSON answer is sent.</summary>
    Truncate,

    /// <summary>The request is carried out, and the answer has no body.</summary>
    Empty,
}

/// <summary>A fault for the next <see cref="Left"/> requests of a method to paths that begin with <see cref="Path"/>.</summary>
internal sealed class Fault(FaultKind kind, string? method, string path, int left, TimeSpan delay, int status)
{
    public FaultKind Kind { get; } = kind;

    public string? Method { get; } = method;

    public string Path { get; } = path;

    public int Left { get; set; } = left;

    public TimeSpan Delay { get; } = delay;

    public int Status { get; } = status;

    /// <summary>True when the request ends here, not carried out.</summary>
    public async Task<bool> BeforeAsync(HttpContext context, World world)
    {
        switch (Kind)
        {
            case FaultKind.Delay:
                await Task.Delay(Delay, world.Time, context.RequestAborted);
                return false;
            case FaultKind.DropBefore:
                context.Abort();
                return true;
            case FaultKind.HoldBefore:
                await HoldAsync(context, world);
                return true;
            case FaultKind.Refuse:
                await RefuseAsync(context.Response);
                return true;
            default:
                return false;
        }
    }

    /// <summary>True when the answer is not to be sent.</summary>
    public async Task<bool> AfterAsync(HttpContext context, World world)
    {
        switch (Kind)
        {
            case FaultKind.HoldAfter:
                await HoldAsync(context, world);
                return true;
            case FaultKind.DropAfter:
                context.Abort();
                return true;
            case FaultKind.RefuseAfter:
                await RefuseAsync(context.Response);
                return true;
            case FaultKind.Truncate:
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync("{\"status\":\"success\",\"data\":{\"ord"u8.ToArray(), context.RequestAborted);
                return true;
            case FaultKind.Empty:
                context.Response.ContentType = "application/json";
                return true;
            default:
                return false;
        }
    }

    static async Task HoldAsync(HttpContext context, World world)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, world.Stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, either.Token);
    }

    async Task RefuseAsync(HttpResponse response)
    {
        var (errorType, message) = Status switch
        {
            429 => ("NetworkException", "Too many requests"),
            403 => ("TokenException", "Incorrect `api_key` or `access_token`."),
            400 => ("OrderException", "The order is refused."),
            500 => ("GeneralException", "Something went wrong."),
            503 => ("NetworkException", "Request failed (kitetrade-oms)"),
            _ => ("", ""),
        };
        if (errorType.Length > 0)
        {
            await RestServer.ErrorAsync(response, Status, errorType, message);
            return;
        }

        await HtmlAsync(response, Status, "Bad Gateway");
    }

    /// <summary>What a gateway in front of the broker answers.</summary>
    public static async Task HtmlAsync(HttpResponse response, int status, string reason)
    {
        response.StatusCode = status;
        response.ContentType = "text/html";
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"<html><body><h1>{status} {reason}</h1></body></html>"), response.HttpContext.RequestAborted);
    }
}
