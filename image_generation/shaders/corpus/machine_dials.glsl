// title: Dashboard Dials
// description: Round gauges with ticks, needles, bezels and lamps set into a leather, wood or steel panel
// tags: machine, gauges, dials, instruments

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void dial(inout vec3 col, vec2 o, float r, uint k, uint s) {
    float l = length(o), a = atan(o.x, -o.y + 1e-5);
    dim(col, length(o + vec2(-0.03, 0.05)) - r * 1.12, 0.06, 0.6);
    float bevel = dot(o / max(l, 1e-3), normalize(vec2(-0.5, 0.8)));
    vec3 rim = rnd(s, 20) < 0.6 ? vec3(0.75, 0.76, 0.8) : vec3(0.8, 0.6, 0.3);
    lay(col, l - r * 1.12, rim * (0.5 + 0.5 * bevel * (l < r * 1.05 ? -1.0 : 1.0)));
    bool light = rnd(s, 21) < 0.45;
    vec3 face = light ? mix(vec3(0.92, 0.9, 0.82), dye(s, k), 0.25) : mix(vec3(0.04), dye(s, k) * 0.3, 0.5);
    vec3 ink = light ? vec3(0.08) : mix(vec3(0.95), dye(s, k + 1U), 0.4);
    lay(col, l - r, face * (0.8 + 0.3 * bevel) * (0.7 + 0.3 * (1.0 - smoothstep(0.8 * r, r, l))));
    float span = 2.2 + 0.5 * rnd(k, 1), major = 6.0 + floor(6.0 * rnd(k, 2));
    float ang = a, frac_ = (ang + span) / (2.0 * span);
    if (frac_ > -0.01 && frac_ < 1.01) {
        float big = abs(fract(frac_ * major + 0.5) - 0.5) / major * 2.0 * span * l;
        float small = abs(fract(frac_ * major * 5.0 + 0.5) - 0.5) / (major * 5.0) * 2.0 * span * l;
        lay(col, max(big - 0.014 * r - 0.002, abs(l - 0.84 * r) - 0.09 * r), ink);
        lay(col, max(small - 0.006 * r - 0.001, abs(l - 0.88 * r) - 0.045 * r), ink);
        if (frac_ > 0.78 && rnd(k, 3) < 0.6) lay(col, abs(l - 0.95 * r) - 0.025 * r, vec3(0.9, 0.12, 0.08));
        float id = floor(frac_ * major + 0.5), at = id / major * 2.0 * span - span;
        vec2 q = o - 0.63 * r * vec2(sin(at), -cos(at));
        ivec2 g = ivec2(floor(q / (0.045 * r) + vec2(2.5, 2.5)));
        if (g.x >= 0 && g.x < 5 && g.y >= 0 && g.y < 5 && hash(ivec2(g.x + int(id) * 5, g.y), k) < 0.55 && g.x != 2) lay(col, -0.01, ink);
    }
    float want = clamp(rnd(k, 4) + 0.25 * sin(iTime * 5.0 + 6.28 * rnd(k, 5)), 0.02, 0.98) * 2.0 * span - span;
    vec2 tip = vec2(sin(want), -cos(want));
    if (rnd(k, 6) < 0.35) {
        vec2 w = o + vec2(0.0, 0.42 * r);
        lay(col, rbox(w, vec2(0.3, 0.1) * r, 0.02 * r), vec3(0.02));
        float i = floor(w.x / (0.1 * r)), on = step(hash(ivec2(int(i), int(floor(w.y / (0.035 * r)))), k + uint(iTime * 4.0)), 0.55);
        lay(col, box(w, vec2(0.26, 0.065) * r), mix(vec3(0.05), hsv(rnd(k, 7), 0.8, 1.0), on * step(0.2, fract(w.x / (0.1 * r)))));
    }
    float needle = seg(o, -0.18 * r * tip, 0.8 * r * tip) - 0.03 * r * (1.0 - 0.7 * clamp(dot(o, tip) / r, 0.0, 1.0));
    dim(col, seg(o + vec2(-0.02, 0.03), -0.18 * r * tip, 0.78 * r * tip) - 0.02 * r, 0.03, 0.4);
    lay(col, needle, light ? vec3(0.75, 0.1, 0.06) : vec3(1.0, 0.35, 0.1));
    lay(col, l - 0.11 * r, vec3(0.12) + 0.3 * max(bevel, 0.0) * step(0.07 * r, l));
    float glass = smoothstep(-0.2, 0.25, dot(o / r, normalize(vec2(-0.6, 0.8))) - 0.25) * step(l, 0.94 * r);
    col += 0.14 * glass * step(0.5, rnd(s, 22));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9) + 1600U;
    float zoom = 0.75 + 0.8 * rnd(s, 1), tilt = 0.5 * (rnd(s, 2) - 0.5);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.3 * (rnd(s, 3) - 0.5)) * u * zoom;
    p /= 1.0 + tilt * p.x * 0.6;
    p += 3.0 * rnd3(s, 4).xy + 0.05 * iTime;
    float kind = rnd(s, 5);
    vec3 base = dye(s, s), col;
    if (kind < 0.35) col = mix(vec3(0.3, 0.16, 0.07), vec3(0.6, 0.35, 0.16), fbm(vec2(p.x * 1.5, p.y * 18.0 + 2.0 * noise(p * 2.0, s)), 4, s));
    else if (kind < 0.7) {
        float l = noise(p * 26.0, s) * 0.6 + noise(p * 50.0, s) * 0.4;
        col = base * (0.5 + 0.5 * l);
    } else col = vec3(0.5, 0.52, 0.55) * (0.7 + 0.5 * noise(vec2(p.x * 120.0, p.y * 3.0), s));
    float seam = abs(fract(p.y / 1.3) - 0.5) * 1.3;
    lay(col, seam - 0.012, col * 0.3);
    if (kind >= 0.35 && kind < 0.7) lay(col, max(abs(seam - 0.06) - 0.008, abs(fract(p.x * 9.0) - 0.5) / 9.0 - 0.035), vec3(0.9, 0.85, 0.7));
    vec2 grid = vec2(0.95 + 0.3 * rnd(s, 6), 0.9), b = floor(p / grid - 0.5);
    for (int i = 0; i < 4; i++) {
        vec2 c = b + vec2(i & 1, i >> 1);
        uint k = cell(ivec2(c), s);
        vec2 o = p - (c + 0.5) * grid - 0.14 * (rnd3(k, 10).xy - 0.5);
        float r = 0.19 + 0.2 * rnd(k, 11);
        if (rnd(k, 12) < 0.78) {
            if (length(o) < r * 1.12 + 0.2) dial(col, o, r, k, s);
        } else {
            vec2 q = vec2(mod(o.x + 0.09, 0.18) - 0.09, o.y);
            float id = floor((o.x + 0.09) / 0.18);
            if (abs(id) < 1.5) {
                uint m = k + uint(int(id) + 3);
                vec3 lamp = hsv(rnd(m, 1), 0.85, rnd(m, 2) < 0.5 ? 1.0 : 0.3);
                lay(col, length(q) - 0.07, vec3(0.6) * (0.6 + 5.0 * q.y));
                lay(col, length(q) - 0.052, lamp * (0.6 + 0.7 * (1.0 - smoothstep(0.0, 0.06, length(q - vec2(-0.012, 0.015))))));
                vec2 w = o + vec2(0.0, 0.22);
                w.x = mod(w.x + 0.09, 0.18) - 0.09;
                float flip = rnd(m, 3) < 0.5 ? 1.0 : -1.0;
                lay(col, length(w) - 0.045, vec3(0.35));
                lay(col, seg(w, vec2(0.0), vec2(0.0, 0.1 * flip)) - 0.022, vec3(0.85) * (0.7 + 8.0 * w.x));
            }
        }
    }
    float sun = 1.0 - smoothstep(0.2, 2.0, length(u - 1.6 * (rnd3(s, 7).xy - 0.5)));
    fragColor = vec4(film(col * (0.55 + 1.1 * sun) * 1.7), 1.0);
}
