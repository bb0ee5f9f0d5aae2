// title: Rockets
// description: Finned rockets with flames and billowing smoke that rise from pads or cruise among stars and planets
// tags: vehicle, rockets, flame, space

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

void rocket(inout vec3 col, vec2 o, uint k, uint s, float burn) {
    float len = 0.45 + 0.2 * rnd(k, 1), w = 0.1 + 0.06 * rnd(k, 2), x = abs(o.x);
    vec3 a = rnd(k, 3) < 0.5 ? vec3(0.9, 0.9, 0.88) : dye(s, k), b = hsv(rnd(k, 4), 0.8, 0.85);
    if (burn > 0.0) {
        vec2 f = o + vec2(0.0, len);
        float y = -f.y / (0.55 * burn), flick = noise(vec2(f.x * 14.0, f.y * 5.0 + iTime * 26.0), k);
        float fl = x - w * 0.75 * (1.0 - y) * (0.7 + 0.6 * flick);
        if (f.y < 0.02 && y < 1.0) {
            col += vec3(1.0, 0.45, 0.1) * 0.6 * exp(-9.0 * max(fl, 0.0)) * (1.0 - y);
            lay(col, fl, mix(vec3(1.0, 0.95, 0.6), vec3(1.0, 0.35, 0.05), clamp(y + 0.4 * flick + x / w * 0.5, 0.0, 1.0)));
        }
    }
    float booster = rnd(k, 5) < 0.35 ? 1.0 : 0.0;
    if (booster > 0.5) {
        vec2 q = vec2(x - w * 1.45, o.y + len * 0.35);
        float d = min(rbox(q, vec2(w * 0.4, len * 0.55), 0.04), max(abs(q.x) + (q.y - len * 0.75) * 0.35, len * 0.5 - q.y));
        lay(col, d, mix(a, b, step(len * 0.45, q.y)) * turned(clamp(q.x / (w * 0.42), -1.0, 1.0), o.x > 0.0 ? -1.0 : 1.0));
    }
    float fin = max(x - w - 0.22 * clamp((-o.y - len * 0.45) / (len * 0.5), 0.0, 1.0) - 0.02, max(o.y + len * 0.45, -o.y - len * 1.12 + 0.5 * (w - x)));
    if (booster < 0.5) lay(col, fin, b * (o.x > 0.0 ? 0.6 : 1.0));
    float y = o.y / len, taper = y > 0.35 ? sqrt(max(1.0 - (y - 0.35) / 0.85, 0.0)) : 1.0 - 0.25 * max(-y - 0.4, 0.0) * rnd(k, 6) * 3.0;
    float body = max(x - w * taper, max(o.y - 1.2 * len, -o.y - len)), lit = turned(clamp(o.x / (w * max(taper, 0.05)), -1.0, 1.0), -1.0);
    lay(col, max(abs(o.x) - w * 0.6 - 0.2 * (-o.y - len), abs(o.y + len + 0.03) - 0.035), vec3(0.3) * lit);
    vec3 c = a;
    float style = rnd(k, 7);
    if (y > 0.72) c = b;
    if (style < 0.35 && abs(y + 0.4) < 0.35) c = ((o.x > 0.0) != (fract(y * 2.8) > 0.5)) ? vec3(0.08) : vec3(0.93);
    else if (style < 0.65) c = mix(c, b, step(0.6, fract(y * 3.5 + 0.2)));
    else c = mix(c, dye(s, k + 3U), step(abs(o.x), w * 0.25));
    if (abs(fract(y * 4.0) - 0.5) > 0.48) c *= 0.75;
    lay(col, body, c * lit * 1.1);
    vec2 v = vec2(o.x, y * len - 0.32 * len);
    if (rnd(k, 8) < 0.7) {
        lay(col, length(v) - w * 0.48, vec3(0.7, 0.6, 0.35) * lit);
        lay(col, length(v) - w * 0.36, vec3(0.15, 0.3, 0.45) + 0.5 * step(0.0, v.y - v.x) * step(length(v), w * 0.3));
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 6300U;
    float zoom = 0.75 + 0.6 * rnd(s, 1), pan = 20.0 * rnd(s, 2);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom;
    bool pad = rnd(s, 3) < 0.55;
    vec3 col;
    if (pad) {
        float ground = -0.55 * zoom;
        vec3 high = hsv(rnd(s, 4) < 0.6 ? 0.58 : rnd(s, 5), 0.6, 0.35 + 0.5 * rnd(s, 6)), low = mix(vec3(1.0, 0.75, 0.5), vec3(0.92), rnd(s, 7));
        col = mix(low, high, smoothstep(ground, 0.9, p.y));
        col = mix(col, vec3(1.0), 0.5 * smoothstep(0.5, 0.75, fbm(vec2(p.x + pan, p.y * 2.2), 4, s)));
        float h = ground + 0.06 + 0.22 * fbm(vec2(p.x * 1.3 + pan, 1.0), 4, s);
        lay(col, p.y - h, mix(low, dye(s, s + 1U) * 0.5, 0.6));
        if (p.y < ground) col = mix(vec3(0.5, 0.47, 0.42), dye(s, s + 2U), 0.3) * (0.7 + 0.4 * noise(vec2(p.x * 9.0, 4.0 / (0.3 + ground - p.y)), s));
        vec2 t = vec2(p.x - 0.55 * (rnd(s, 8) < 0.5 ? -1.0 : 1.0), p.y - ground);
        float f = abs(fract(t.y * 6.0) - 0.5) * 2.0;
        float tower = max(min(abs(abs(t.x) - 0.1) - 0.014, abs(abs(t.x) - 0.1 * f) - 0.01), max(-t.y, t.y - 1.3));
        tower = max(tower, abs(t.x) - 0.115);
        lay(col, min(tower, box(t - vec2(0.0, 1.3), vec2(0.16, 0.03))), hsv(0.02, 0.7, 0.5));
        vec2 tank = vec2(mod(p.x + pan, 0.9) - 0.45, p.y - ground - 0.09);
        lay(col, min(length(tank) - 0.09, box(tank + vec2(0.0, 0.08), vec2(0.07, 0.03))), vec3(0.85) * turned(clamp(tank.x / 0.09, -1.0, 1.0), -1.0));
    } else {
        vec3 deep = hsv(rnd(s, 4), 0.7, 0.14), neb = hsv(rnd(s, 5), 0.65, 0.55);
        col = mix(deep, neb, smoothstep(0.4, 0.85, fbm(p * 1.4 + pan, 5, s)));
        for (int i = 0; i < 2; i++) {
            vec2 g = p * (9.0 + 12.0 * float(i)) + pan, f = fract(g) - 0.5;
            uint k = cell(ivec2(floor(g)), s + uint(i));
            col += (1.0 - smoothstep(0.0, 0.12, length(f - 0.6 * (rnd3(k, 1).xy - 0.5)))) * step(0.6, rnd(k, 2)) * hsv(rnd(k, 3), 0.3, 1.0);
        }
        vec2 c = p - zoom * 1.5 * (rnd3(s, 9).xy - 0.5);
        float r = 0.25 + 0.4 * rnd(s, 10), l = length(c);
        vec3 n = vec3(c / r, sqrt(max(1.0 - l * l / (r * r), 0.0)));
        vec3 land = mix(dye(s, s + 3U), dye(s, s + 4U), rnd(s, 11) < 0.5 ? smoothstep(0.4, 0.6, fbm(n.xy * 2.0 + n.z + pan, 5, s)) : 0.5 + 0.5 * sin(n.y * 12.0 + 2.0 * fbm(n.xy * 3.0, 3, s)));
        col += neb * 0.4 * exp(-9.0 * max(l - r, 0.0));
        lay(col, l - r, land * (0.22 + 1.0 * max(dot(n, normalize(rnd3(s, 12) - 0.45)), 0.0)));
    }
    int total = pad ? 1 + int(1.6 * rnd(s, 13)) : 3;
    for (int i = 0; i < 3; i++) {
        if (i >= total) break;
        uint k = cell(ivec2(i, 3), s);
        float size = (pad ? 0.7 : 0.45) + 0.5 * rnd(k, 20), a = pad ? 0.15 * (rnd(k, 21) - 0.5) : 6.28 * rnd(k, 21);
        float rise = rnd(k, 22);
        vec2 at = pad ? vec2((total == 1 ? 0.0 : 0.9 * float(i) - 0.45) + 0.2 * (rnd(k, 23) - 0.5), -0.55 * zoom + size * 0.85 + (rise < 0.4 ? 0.0 : rise * 0.7) + 0.15 * fract(iTime * 2.7)) : zoom * 1.5 * (rnd3(k, 24).xy - 0.5);
        vec2 o = rot(a) * (p - at) / size;
        if (pad && rise >= 0.25) {
            vec2 q = p - vec2(at.x, -0.55 * zoom);
            float billow = fbm(vec2(q.x * 3.0, q.y * 3.0 - iTime * 3.0) + pan, 4, s);
            float cloud = length(q * vec2(0.55, 1.4)) - 0.3 - 0.35 * billow;
            vec3 smoke = vec3(0.95, 0.93, 0.9) * (0.5 + 0.6 * noise(q * 9.0 + vec2(0.0, -iTime * 5.0) + pan, s) * billow * 1.6) + vec3(0.5, 0.2, 0.05) * exp(-5.0 * length(q));
            col = mix(col, smoke, 1.0 - smoothstep(-0.08, 0.04, cloud));
        } else if (!pad) {
            vec2 q = o + vec2(0.0, 0.9);
            float t = -q.y;
            float trail = abs(q.x + 0.05 * sin(t * 6.0)) - 0.05 - 0.1 * t;
            if (t > 0.0) col = mix(col, vec3(0.85, 0.87, 0.95), 0.6 * (1.0 - smoothstep(-0.03, 0.06, trail)) * exp(-1.1 * t) * (0.5 + noise(q * 7.0, k)));
        }
        float keep = px;
        px /= size;
        rocket(col, o, k, s, pad && rise < 0.25 ? 0.0 : 0.6 + 0.5 * rnd(k, 25));
        px = keep;
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
