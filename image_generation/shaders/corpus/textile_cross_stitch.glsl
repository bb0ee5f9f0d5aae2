// title: Cross Stitch
// description: Samplers of counted crosses: houses, birds, hearts, trees and letters in rows between borders, on woven cloth in a hoop
// tags: textile, embroidery, cross-stitch, sampler

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

int motif(ivec2 c, uint k) {
    float kind = rnd(k, 1);
    int x = abs(c.x), y = c.y;
    if (kind < 0.17) {
        if (y > 3 && x + y - 4 < 6) return 1;
        if (y <= 3 && y >= -5 && x < 5) return (x < 2 && y < 0) ? 3 : ((x == 3 || x == 2) && (y == 1 || y == 2)) ? 4 : 2;
        return (c.x == 3 && y > 3 && y < 8) ? 3 : 0;
    }
    if (kind < 0.34) {
        if (x < 1 && y < -2 && y > -6) return 3;
        int w = rnd(k, 2) < 0.5 ? (6 - y) / 2 : (5 - ((y + 8) % 4));
        if (y >= -2 && y < 6 && x < w) return hash(ivec2(x, y), k) < 0.15 ? 4 : 1;
        return 0;
    }
    if (kind < 0.5) {
        bool top = y > 0 && (x - 2) * (x - 2) + (y - 1) * (y - 1) < 7;
        if (top || (y <= 1 && x <= 4 + y && y > -5)) return (x + y + 30) % 3 == 0 && rnd(k, 3) < 0.5 ? 4 : 2;
        return 0;
    }
    if (kind < 0.67) {
        if (c.x * c.x + y * y * 2 < 16) return hash(c, k) < 0.2 ? 4 : 1;
        if ((c.x - 4) * (c.x - 4) + (y - 3) * (y - 3) < 5) return c.x == 5 && y == 3 ? 3 : 1;
        if (c.x == 7 && y == 3) return 4;
        if (c.x < -3 && c.x > -8 && y > 0 && y < 3 + (-c.x - 4) / 2) return 2;
        return (c.x == 0 || c.x == 2) && y < -1 && y > -5 ? 3 : 0;
    }
    if (kind < 0.84) {
        int d = max(x, y < 0 ? -y : y), e = x + (y < 0 ? -y : y);
        if (d < 1) return 4;
        if (x == 0 && y < 0 && y > -7) return 3;
        int yy = y - 2, r = c.x * c.x + yy * yy;
        return r < 2 ? 4 : (r < 14 && (x == 0 || yy == 0 || x == (yy < 0 ? -yy : yy))) || (r > 3 && r < 11 && e % 2 == 0) ? 2 : 0;
    }
    if (x < 4 && y > -5 && y < 5 && x != 3) return hash(ivec2(rnd(k, 4) < 0.6 ? x : c.x, y), k) < 0.6 ? 3 : 0;
    return 0;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 9500U;
    float zoom = 0.45 + 0.75 * rnd(s, 1);
    vec2 v = u * zoom + 0.5 * (rnd3(s, 2).xy - 0.5);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.7 * (rnd(s, 3) - 0.5)) * v / (1.0 + 0.25 * (rnd(s, 4) - 0.5) * u.y);
    p += 0.01 * vec2(sin(p.y * 5.0), cos(p.x * 5.0)) + 9.0 * rnd3(s, 5).xy;
    float count = 30.0;
    vec2 g = p * count, f = fract(g) - 0.5;
    ivec2 c = ivec2(floor(g));
    vec3 linen = rnd(s, 6) < 0.65 ? mix(vec3(0.93, 0.9, 0.82), dye(s, s), 0.2) : dye(s, s) * 0.6;
    vec2 wv = g * 2.0;
    bool over = ((int(floor(wv.x)) + int(floor(wv.y))) & 1) == 0;
    vec3 col = linen * (0.62 + 0.42 * sin(3.1416 * fract(over ? wv.x : wv.y))) * (0.85 + 0.2 * noise(over ? wv * vec2(1.0, 0.2) : wv * vec2(0.2, 1.0), s));
    col *= 1.0 - 0.45 * (1.0 - smoothstep(0.05, 0.16, length(0.5 - abs(f))));
    int tall = 18, row = (c.y + 9000) / tall, y = (c.y + 9000) - row * tall;
    uint rk = cell(ivec2(row, 1), s);
    int ink = 0;
    uint k = rk;
    if (y < 4) {
        int x = (c.x + 9000) % (6 + int(4.0 * rnd(rk, 1))), z = rnd(rk, 2) < 0.5 ? (x < 4 ? x : 6 - x) : x % 3;
        if (z == y || (y == 0 && rnd(rk, 3) < 0.5)) ink = 1 + int(4.0 * rnd(rk, 4));
        if (y == 3 && x == 0) ink = 2;
    } else {
        int wide = 15 + int(4.0 * rnd(rk, 5)), cx = (c.x + 9000) / wide, x = (c.x + 9000) - cx * wide - wide / 2;
        k = rnd(s, 7) < 0.35 ? rk : cell(ivec2(cx, row), s + 3U);
        int m = rnd(k, 9) < 0.5 ? -x : x;
        ink = motif(ivec2(m, y - 10), k);
        if (ink == 0 && hash(c, s + 4U) < 0.012) ink = 2;
    }
    if (ink > 0) {
        vec3 thread = hsv(rnd(s, 10 + ink) + 0.25 * (rnd(k, 11) - 0.5) + (rnd(k, 12) < 0.3 ? 0.4 : 0.0), 0.55 + 0.4 * rnd(s, 20 + ink), 0.35 + 0.55 * rnd(s, 30 + ink));
        float a = abs(f.x - f.y) * 0.707 - 0.17, b = abs(f.x + f.y) * 0.707 - 0.17, lim = max(abs(f.x), abs(f.y)) - 0.5;
        col *= 0.7;
        if (max(a, lim) < 0.0) col = thread * (0.45 + 0.5 * sqrt(max(1.0 - pow((a + 0.17) / 0.17, 2.0), 0.0))) * (0.85 + 0.25 * sin((f.x + f.y) * 40.0));
        if (abs(b) < 0.05 && a < 0.0) col *= 0.7;
        if (max(b, lim) < 0.0) col = thread * (0.55 + 0.6 * sqrt(max(1.0 - pow((b + 0.17) / 0.17, 2.0), 0.0))) * (0.85 + 0.25 * sin((f.x - f.y) * 40.0));
    }
    col *= 0.8 + 0.45 * fbm(p * 1.7, 3, s + 8U);
    if (rnd(s, 40) < 0.45) {
        float l = length(v - 0.25 * (rnd3(s, 41).xy - 0.5)), r = 0.62 + 0.2 * rnd(s, 42);
        vec3 wood = mix(vec3(0.7, 0.48, 0.27), dye(s, s + 9U), 0.25) * (0.75 + 0.3 * noise(vec2(atan(v.y, v.x + 1e-4) * 3.0, l * 90.0), s));
        dim(col, abs(l - r - 0.03) - 0.05, 0.05, 0.5);
        lay(col, abs(l - r) - 0.035, wood * (0.8 + 5.0 * (0.04 - abs(l - r + 0.008))));
        lay(col, abs(l - r) - 0.003, wood * 0.35);
        if (l > r + 0.035) col *= 0.75 + 0.3 * sin(atan(v.y, v.x + 1e-4) * 14.0 + 4.0 * l);
    }
    if (rnd(s, 43) < 0.5) {
        vec2 o = rot(6.28 * rnd(s, 44)) * (v - 0.6 * zoom * (rnd3(s, 45).xy - 0.5));
        float needle = max(abs(o.y) - 0.012 * clamp((0.3 - o.x) * 3.0, 0.15, 1.0), abs(o.x) - 0.28);
        dim(col, max(abs(o.y + 0.02) - 0.012, abs(o.x) - 0.28), 0.015, 0.5);
        float th = abs(o.y - 0.1 * sin(o.x * 7.0 + 2.0) * smoothstep(0.25, 0.5, -o.x)) - 0.009;
        if (o.x < -0.22) lay(col, th, dye(s, s + 11U));
        lay(col, max(needle, 0.006 - length(vec2((o.x + 0.24) * 0.3, o.y))), vec3(0.85) * (0.6 + 30.0 * max(o.y + 0.01, 0.0)));
    }
    fragColor = vec4(film(col * (1.8 + 0.4 * dot(u, rnd3(s, 46).xy - 0.5))), 1.0);
}
