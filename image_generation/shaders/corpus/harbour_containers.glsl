// title: Container Yard
// description: Stacks of ribbed steel boxes in many colours, gantry cranes and a ship's tower against the sky
// tags: harbour, containers, cranes, industry

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
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

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

uint s;
float busy;

float pile(ivec2 c, out uint k) {
    k = cell(c, s);
    bool lane = (c.x + 1000) % 5 == 0 || (c.y + 999) % 3 == 0;
    return lane ? 0.0 : floor(5.4 * pow(rnd(k, 1), 2.0 - busy) * (0.4 + 0.6 * busy));
}

float march(vec3 ro, vec3 rd, out vec3 n, out ivec2 c) {
    vec2 size = vec2(1.0, 2.3);
    vec2 d = rd.xz / size, o = ro.xz / size;
    vec2 inv = 1.0 / (d + vec2(lessThan(abs(d), vec2(1e-5))) * 1e-4), side = sign(inv), f = floor(o);
    vec3 full = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-5))) * 1e-4);
    vec2 next = (f + max(side, 0.0) - o) * inv;
    c = ivec2(f);
    n = vec3(0.0, 1.0, 0.0);
    float start = 0.0;
    for (int i = 0; i < 40; i++) {
        uint k;
        float h = pile(c, k);
        vec3 mid = vec3((float(c.x) + 0.5) * size.x, 0.5 * h, (float(c.y) + 0.5) * size.y), b = vec3(0.44, 0.5 * h, 1.08);
        vec3 a = -(ro - mid) * full, w = abs(full) * b;
        vec3 lo = a - w;
        float t0 = max(lo.x, max(lo.y, lo.z)), t1 = min(a.x + w.x, min(a.y + w.y, a.z + w.z));
        if (h > 0.0 && t0 < t1 && t0 > 0.0) {
            n = lo.x == t0 ? vec3(-sign(rd.x), 0.0, 0.0) : lo.y == t0 ? vec3(0.0, -sign(rd.y), 0.0) : vec3(0.0, 0.0, -sign(rd.z));
            return t0;
        }
        start = min(next.x, next.y);
        float y = ro.y + rd.y * start;
        if (y < 0.0 || (y > 5.2 && rd.y > 0.0)) break;
        if (next.x < next.y) { c.x += int(side.x); next.x += abs(inv.x); }
        else { c.y += int(side.y); next.y += abs(inv.y); }
    }
    return 1e5;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.4) + 3400U;
    px = 2.0 / iResolution.y;
    busy = rnd(s, 14);
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(floor(9.0 * rnd(s, 2)) * 5.0 + 0.5, 0.9 + 7.0 * rnd(s, 3) * rnd(s, 3), floor(9.0 * rnd(s, 4)) * 6.9 + 1.1 + 0.6 * iTime);
    if (ro.y < 4.0 || rnd(s, 5) < 0.5) way = 1.57 + 3.1416 * floor(2.0 * rnd(s, 1)) + 0.9 * (rnd(s, 6) - 0.5);
    vec3 rd = look(p, ro, ro + vec3(cos(way), -0.05 - 0.08 * (ro.y - 2.0), sin(way)), 1.0 + 0.8 * rnd(s, 7));
    float az = 6.28 * rnd(s, 8);
    vec3 sun = normalize(vec3(cos(az), 0.3 + 0.6 * rnd(s, 9), sin(az)));
    float mood = rnd(s, 10);
    vec3 high = hsv(0.52 + 0.14 * rnd(s, 11), 0.55, 0.4 + 0.5 * mood), low = mix(vec3(1.0, 0.7, 0.45), vec3(0.9), mood);
    vec3 sky = mix(low, high, clamp(rd.y * 2.0 + 0.1, 0.0, 1.0)), col = sky;
    col = mix(col, low * 1.1, 0.6 * smoothstep(0.5, 0.7, fbm(rd.xy / (abs(rd.y) + 0.25) * 1.3 + rd.z, 4, s)));
    float lon = atan(rd.z, rd.x + 1e-5), el = rd.y / length(rd.xz);
    float ci = floor(lon * 2.2);
    uint ck = cell(ivec2(int(ci), 3), s);
    vec2 o = vec2((lon - (ci + 0.5) / 2.2) / 0.2, el / (0.3 + 0.2 * rnd(ck, 1)));
    if (rnd(ck, 2) < 0.75) {
        float keep = px;
        px *= 4.0;
        vec3 steel = mix(dye(s, ck), low, 0.25);
        float d = min(abs(abs(o.x) - 0.35) - 0.04, max(abs(o.y - 0.75) - 0.05, abs(o.x) - 0.95));
        d = max(d, max(o.y - 0.8, abs(o.x) - 0.95));
        d = min(d, seg(o, vec2(-0.35, 0.8), vec2(-0.1, 1.15)) - 0.03);
        d = min(d, min(seg(o, vec2(-0.1, 1.15), vec2(0.95, 0.78)), seg(o, vec2(-0.1, 1.15), vec2(-0.95, 0.78))) - 0.012);
        d = min(d, max(abs(abs(o.x) - abs(fract(o.y * 2.0) - 0.5) * 1.4) - 0.02, max(abs(o.x) - 0.35, o.y - 0.75)));
        d = min(d, max(abs(o.x - 0.65) - 0.006, abs(o.y - 0.6) - 0.15));
        d = min(d, box(o - vec2(0.65, 0.42), vec2(0.13, 0.06)));
        lay(col, d, steel * (0.6 + 0.3 * step(o.x, 0.0)));
        px = keep;
    }
    vec3 n;
    ivec2 c;
    float t = march(ro, rd, n, c), ground = rd.y < 0.0 ? -ro.y / rd.y : 1e5;
    if (min(t, ground) < 120.0) {
        vec3 mat;
        float ao = 1.0;
        if (ground < t) {
            t = ground;
            n = vec3(0.0, 1.0, 0.0);
            vec2 g = (ro + rd * t).xz;
            mat = vec3(0.4, 0.4, 0.42) * (0.65 + 0.4 * fbm(g * 1.5, 4, s) + 0.15 * noise(g * 20.0, s));
            float lane = min(abs(mod(g.x, 5.0) - 0.1), abs(mod(g.x, 5.0) - 0.9));
            if (lane < 0.04 || (abs(mod(g.y, 6.9) - 1.15) < 0.04 && fract(g.x * 0.8) < 0.5)) mat = vec3(0.9, 0.75, 0.2);
            ao = 0.8;
        } else {
            vec3 q = ro + rd * t;
            uint k = cell(ivec2(c.x * 31 + c.y, int(floor(q.y - 0.001))), s + 2U);
            mat = rnd(k, 1) < 0.5 ? hsv(floor(7.0 * rnd(k, 2)) / 7.0 + 0.02, 0.7, 0.3 + 0.5 * rnd(k, 3)) : dye(s, k);
            float y = fract(q.y), run = abs(n.x) > 0.5 ? q.z : q.x, end = abs(n.x) > 0.5 ? abs(mod(q.z, 2.3) - 1.15) / 1.08 : abs(mod(q.x, 1.0) - 0.5) / 0.44;
            if (abs(n.y) < 0.5) {
                float rib = sin(run * (abs(n.x) > 0.5 ? 34.0 : 28.0));
                bool frame = end > 0.95 || y < 0.07 || y > 0.94;
                if (!frame) {
                    mat *= 0.85 + 0.25 * rib;
                    vec2 w = vec2(run * 5.0, (y - 0.6) * 8.0);
                    if (abs(n.x) > 0.5 && rnd(k, 4) < 0.6 && abs(w.y) < 1.0 && end < 0.6 && hash(ivec2(floor(w * vec2(1.6, 2.0))), k) < 0.55) mat = vec3(0.9) * (0.85 + 0.15 * rib);
                    if (abs(n.z) > 0.5) {
                        if (abs(abs(end - 0.45)) < 0.04) mat = vec3(0.75);
                        if (end < 0.04) mat *= 0.3;
                    }
                } else mat *= 0.75;
                mat *= y < 0.03 ? 0.3 : 1.0;
                mat = mix(mat, vec3(0.35, 0.17, 0.08), 0.55 * smoothstep(0.55, 0.8, fbm(vec2(run, q.y) * vec2(4.0, 1.7), 4, k)));
                ao = 0.55 + 0.45 * smoothstep(0.0, 2.0, q.y);
            } else mat *= 0.9 + 0.15 * sin(q.z * 30.0);
        }
        vec3 q = ro + rd * t;
        float lit = max(dot(n, sun), 0.0);
        vec3 n2;
        ivec2 c2;
        if (lit > 0.0 && march(q + n * 0.01, sun, n2, c2) < 1e4) lit = 0.0;
        vec3 shaded = mat * (1.5 * lit * mix(vec3(1.1, 0.85, 0.6), vec3(1.0), mood) + (0.42 + 0.15 * n.y + 0.06 * n.x) * ao * (0.6 * high + 0.45));
        col = mix(sky, shaded, exp(-0.0006 * t * t));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
